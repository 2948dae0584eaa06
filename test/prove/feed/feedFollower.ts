import { io, type Socket } from 'socket.io-client';
import type { FeedMessage } from '../../support/sockets.js';
import type { Place } from './feedStory.js';

/** What a client has: the payload of each thing, by its id. */
export type State = Map<string, Record<string, unknown>>;

export interface FollowerOptions {
  name: string;
  token: string;
  user_id: string;
  role: string;
  place: Place;
  /** Where to connect this time; undefined when no node is up. */
  node(): string | undefined;
  /** The state as the user may select it now. */
  select(): Promise<State>;
  /** Pause before it connects again, milliseconds. */
  pause(): number;
  /** Comes back without saying where it was. */
  forgets: boolean;
}

/** One client as a portal would be: folds events into its state, comes back after each loss, reloads when it is told to. */
export class FeedFollower {
  state: State = new Map();
  /** Places of the events it was given, in order of arrival. */
  readonly seqs: number[] = [];
  readonly faults: string[] = [];
  resyncs = 0;
  connections = 0;
  isReady = false;
  private after = 0;
  /** What its state was loaded with. */
  private scope?: string;
  private last = 0;
  private socket?: Socket;
  private stopped = false;
  /** While it loads its state anew, what arrives waits. */
  private loading?: Promise<void>;
  private waiting: FeedMessage[] = [];
  /** A longer pause before the next connection, milliseconds. */
  private absence?: number;

  constructor(readonly options: FollowerOptions) {}

  /** How far it has come. */
  get position(): number {
    return this.after;
  }

  connect(): void {
    if (this.stopped) return;
    const url = this.options.node();
    if (!url) return this.connectLater();
    const { token, place, forgets } = this.options;
    const after = forgets && this.connections > 0 ? undefined : this.after;
    const socket = io(`${url}/${place.namespace}`, {
      auth: { token, after, scope: this.scope },
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
      timeout: 5_000,
    });
    this.socket = socket;
    this.connections++;
    socket.on('ready', ({ seq, scope }: { seq: number; scope: string }) => {
      this.after = Math.max(this.after, seq);
      this.scope = scope;
      this.isReady = true;
    });
    socket.on('resync', ({ scope }: { scope: string }) => {
      this.scope = scope;
      this.reload();
    });
    for (const verb of ['created', 'updated', 'removed'])
      socket.on(`${place.entity}:${verb}`, (message: FeedMessage) => this.take(message));
    socket.on('connect_error', () => this.connectLater());
    socket.on('disconnect', () => this.connectLater());
  }

  /** Cuts the connection as a train in a tunnel does, for as long as said. */
  cut(absence?: number): void {
    this.absence = absence;
    this.socket?.io.engine?.close();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.socket?.disconnect();
    await this.loading;
  }

  async settled(): Promise<void> {
    await this.loading;
  }

  private connectLater(): void {
    this.isReady = false;
    if (this.stopped) return;
    setTimeout(() => this.connect(), this.absence ?? this.options.pause());
    this.absence = undefined;
  }

  private take(message: FeedMessage): void {
    if (message.seq <= this.last) this.faults.push(`${this.options.name} was given ${message.seq} after ${this.last}`);
    this.last = Math.max(this.last, message.seq);
    this.after = Math.max(this.after, message.seq);
    this.seqs.push(message.seq);
    if (this.loading) this.waiting.push(message);
    else this.fold(message);
  }

  private fold({ event, entity_id, payload }: FeedMessage): void {
    if (event.endsWith(':removed')) this.state.delete(entity_id);
    else this.state.set(entity_id, payload);
  }

  private reload(): void {
    this.resyncs++;
    const load = async () => {
      this.state = await this.options.select();
      for (const message of this.waiting.splice(0)) this.fold(message);
    };
    const before = this.loading ?? Promise.resolve();
    const complain = (error: Error) => void this.faults.push(`${this.options.name} could not load its state: ${error.message}`);
    const mine: Promise<void> = before
      .then(load)
      .catch(complain)
      .finally(() => {
        if (this.loading === mine) this.loading = undefined;
      });
    this.loading = mine;
  }
}
