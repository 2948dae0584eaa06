import type { Socket } from 'socket.io';
import type { ChangeFeedRepository } from './changeFeed.repository.js';
import type { ChangeEvent, FeedNamespace } from './changeEvents.js';
import { type ChangeScope, fingerprintOf, roomsOf, sees } from './changeScope.js';
import type { ChangeTailService } from './changeTail.service.js';
import type { CONTROL_EVENTS, ControlMessage } from './controlEvents.js';

/** Missed events read and sent at a time. */
const PAGE = 1_000;
/** Packets that may wait for a socket that does not take them; then it is closed, and comes back where it was. */
const MOST_WAITING = 5_000;
/** While so many packets wait, no more missed events are read for the socket. */
const ENOUGH_WAITING = 1_000;
/** How long missed events may wait for a socket to take any, milliseconds. */
const PATIENCE_MS = 20_000;

/** What the library keeps to itself: packets that the transport has not taken yet. */
interface Connection {
  writeBuffer: unknown[];
  once(event: 'drain', listener: () => void): void;
  off(event: 'drain', listener: () => void): void;
  close(discard: boolean): void;
  transport: { socket?: { terminate(): void } };
  /** Takes a packet that is spelled already: `2/<namespace>,<json>` is an event. */
  write(packet: string): void;
}

/** What a session needs of its node. */
export interface FeedNode {
  tail: ChangeTailService;
  feed: ChangeFeedRepository;
  onReplayed(namespace: FeedNamespace, events: number): void;
}

/** One socket: sends it what it missed, in order, and then puts it into the rooms where live events go. */
export class FeedSession {
  private live = false;
  /** Counts what was begun: an older replay sees that a newer one has taken over. */
  private turn = 0;
  private replaying?: Promise<void>;

  constructor(
    readonly socket: Socket,
    readonly namespace: FeedNamespace,
    readonly user_id: string,
    private scope: ChangeScope,
    private readonly node: FeedNode,
  ) {}

  /** Packets that wait for the socket; they are many when it is slow, or gone and not known to be. */
  get waiting(): number {
    return this.connection.writeBuffer.length;
  }

  get isTooSlow(): boolean {
    return this.waiting > MOST_WAITING;
  }

  /** Closes the transport with all that waits for it. The client's library connects again by itself and resumes. */
  drop(): void {
    const { socket } = this.connection.transport;
    this.connection.close(true);
    // It would wait half a minute for the other side to say good-bye, with everything that it has not taken.
    socket?.terminate();
  }

  /**
   * Sends all after `after` that the socket may see, then `ready`, then what happens. Without `after` it begins now.
   * Nothing is left out or sent twice between the two: the last missed events are sent, and the rooms entered, in one turn of
   * the event loop, and the tail moves on in another. `known_scope` is what the client was told with its place.
   */
  async begin(after: number | undefined, known_scope: string | undefined): Promise<void> {
    const turn = ++this.turn;
    this.leave();
    // One at a time, and only the last one asked for: a client that asks a thousand times costs no more.
    await this.replaying?.catch(() => undefined);
    if (!this.isCurrent(turn)) return;
    this.replaying = this.replay(after, known_scope, turn);
    await this.replaying;
  }

  private async replay(after: number | undefined, known_scope: string | undefined, turn: number): Promise<void> {
    const { tail } = this.node;
    if (!tail.hasBegun || (after !== undefined && after > tail.position)) await tail.read();
    if (!tail.hasBegun) throw new Error('The change feed cannot be read yet.');
    if (!this.isCurrent(turn)) return;
    let at = after ?? tail.position;
    // Its permissions changed while it was away: events alone do not tell of what was there before.
    if (after !== undefined && known_scope !== undefined && known_scope !== fingerprintOf(this.scope)) return this.resync('permissions');
    // It saw more than there is: the database is another one, or was restored.
    if (at > tail.position) return this.resync('unknown_seq');
    while (this.isCurrent(turn)) {
      const recent = tail.since(at);
      if (recent) {
        const events = recent.filter((event) => event.namespace === this.namespace && sees(this.scope, event));
        this.send(events);
        this.enter();
        this.emit('ready', { seq: tail.position, scope: fingerprintOf(this.scope) });
        return;
      }
      const upto = tail.position;
      if (!(await this.isKept(at, turn))) return;
      await this.sendMissed(at, upto, turn);
      // Asked again: what was taken out while it was read is missing.
      if (!(await this.isKept(at, turn))) return;
      at = upto;
    }
  }

  /** Sees something else from now on, and is told to load it, unless it has not begun yet. */
  changeScope(scope: ChangeScope): void {
    if (fingerprintOf(scope) === fingerprintOf(this.scope)) return;
    this.scope = scope;
    if (this.turn === 0) return;
    // A replay under way goes on with the new permissions.
    if (this.live) {
      this.leave();
      this.enter();
    }
    this.emit('resync', { reason: 'permissions', seq: this.node.tail.position, oldest_seq: 0, scope: fingerprintOf(scope) });
  }

  expire(): void {
    this.leave();
    this.emit('session:expired', { code: 'unauthenticated' });
    this.socket.disconnect();
  }

  end(): void {
    this.turn++;
  }

  /** Sends what is in the database, page by page; the next page is read while one is sent. */
  private async sendMissed(after: number, upto: number, turn: number): Promise<void> {
    const read = (at: number) => {
      const reading = this.node.feed.visibleMessages(this.scope, this.namespace, at, upto, PAGE);
      // It may fail when nobody waits for it any more.
      reading.catch(() => undefined);
      return reading;
    };
    let reading: ReturnType<typeof read> | undefined = read(after);
    while (reading) {
      const events: { seq: number; message: string }[] = await reading;
      if (!this.isCurrent(turn)) return;
      reading = events.length === PAGE ? read(events.at(-1)!.seq) : undefined;
      for (const { message } of events) this.connection.write(`2/${this.namespace},${message}`);
      this.node.onReplayed(this.namespace, events.length);
      await this.drained();
    }
  }

  /** Whether everything after this place is still in the feed; otherwise the client is told, if it is still there. */
  private async isKept(after: number, turn: number): Promise<boolean> {
    const { pruned_seq } = await this.node.feed.position();
    if (!this.isCurrent(turn)) return false;
    if (after >= pruned_seq) return true;
    this.resync('retention', pruned_seq + 1);
    return false;
  }

  private resync(reason: 'retention' | 'unknown_seq' | 'permissions', oldest_seq = 0): void {
    const { position } = this.node.tail;
    this.enter();
    const scope = fingerprintOf(this.scope);
    this.emit('resync', { reason, seq: position, oldest_seq, scope });
    this.emit('ready', { seq: position, scope });
  }

  private send(events: ChangeEvent[]): void {
    for (const event of events) this.socket.emit(event.event, messageOf(event));
    this.node.onReplayed(this.namespace, events.length);
  }

  private emit<E extends keyof typeof CONTROL_EVENTS>(event: E, message: ControlMessage<E>): void {
    this.socket.emit(event, message);
  }

  private enter(): void {
    void this.socket.join(roomsOf(this.scope));
    this.live = true;
  }

  private leave(): void {
    for (const room of this.socket.rooms) if (room !== this.socket.id) void this.socket.leave(room);
    this.live = false;
  }

  private isCurrent(turn: number): boolean {
    return this.turn === turn && this.socket.connected;
  }

  private async drained(): Promise<void> {
    const { connection } = this;
    while (this.waiting > ENOUGH_WAITING && this.socket.connected) {
      const took = await new Promise<boolean>((resolve) => {
        const timer = setTimeout(() => done(false), PATIENCE_MS);
        const onDrain = () => done(true);
        const done = (value: boolean) => {
          clearTimeout(timer);
          connection.off('drain', onDrain);
          resolve(value);
        };
        connection.once('drain', onDrain);
      });
      if (!took) this.drop();
    }
  }

  private get connection(): Connection {
    return this.socket.conn as unknown as Connection;
  }
}

/** The body of an event on a socket. */
export function messageOf({ seq, event, entity_id, payload, at }: ChangeEvent): Omit<ChangeEvent, 'namespace'> {
  return { seq, event, entity_id, payload, at };
}
