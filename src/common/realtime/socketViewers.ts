import { Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import type { Socket } from 'socket.io';
import { PermissionsPort } from '../auth/permissions.port.js';
import { coalesced } from '../concurrency/coalesced.js';
import { RateLimit } from '../concurrency/rateLimit.js';
import { EntityRegister } from '../entities/entityRegister.js';
import { toAppError } from '../errors/error.filter.js';
import { notFound, tooManyRequests, validationFailed } from '../errors/commonErrors.js';
import { InjectLogger } from '../log/logger.token.js';
import { ChangeSignalService } from './changeSignal.service.js';
import { type Viewer, ViewersRepository } from './viewers.repository.js';

/** Who does not say again that he looks is gone after so long, seconds; whoever types says so more often. */
const KEEP_S = 45;
const KEEP_TYPING_S = 8;
/** Things that one socket may look at, and what it may say in ten seconds. */
const MOST_THINGS = 20;
const MOST_SAID = { max: 40, window_ms: 10_000, names: 50_000 };
/** Expiry is looked for every so many seconds. */
const LOOK_S = 3;

/** What a client says that it looks at. */
interface Said {
  type?: unknown;
  id?: unknown;
  typing?: unknown;
}
type Answer = (answer: { viewers: Viewer[] } | { code: string; message: string }) => void;

/**
 * Who looks at the same thing, and who types. Sockets say it again while it is so; rows of the database carry it over nodes, each of which
 * tells the sockets of its own that look at the thing too, and nobody else.
 */
@Injectable()
export class SocketViewers {
  /** By `type/id`: the sockets of this node that look at it, and what they were told last. */
  private readonly rooms = new Map<string, { sockets: Set<Socket>; told: string }>();
  private readonly said = new RateLimit(MOST_SAID);
  private readonly pending = new Set<string>();
  private ticks = 0;
  private readonly telling = coalesced(
    () => this.tellPending(),
    ({ message }) => this.logger.warn({ reason: message }, 'who looks at what could not be read; retrying within seconds'),
  );

  constructor(
    private readonly repository: ViewersRepository,
    private readonly register: EntityRegister,
    private readonly permissions: PermissionsPort,
    private readonly signal: ChangeSignalService,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  start(): void {
    this.signal.signals.on('viewers', (key) => this.tell([key]));
    this.signal.signals.on('look', () => {
      if (++this.ticks % LOOK_S === 0) this.tell([...this.rooms.keys()]);
    });
  }

  serve(socket: Socket, user_id: string): void {
    const answering = (act: (said: Said) => Promise<Viewer[]>) => (said: Said | undefined, answer: Answer | undefined) =>
      void act(said ?? {}).then(
        (viewers) => answer?.({ viewers }),
        (thrown: unknown) => {
          const { code, message } = toAppError(thrown);
          answer?.({ code, message });
        },
      );
    socket.on(
      'view',
      answering((said) => this.view(socket, user_id, said)),
    );
    socket.on(
      'leave',
      answering((said) => this.leave(socket, said)),
    );
  }

  /** The socket is gone. */
  end(socket: Socket): void {
    let looked = false;
    for (const [key, { sockets }] of this.rooms) {
      if (!sockets.delete(socket)) continue;
      looked = true;
      this.close(key);
    }
    // Otherwise its rows expire.
    if (looked) void this.repository.lookAway(socket.id).catch(() => undefined);
  }

  private async view(socket: Socket, user_id: string, said: Said): Promise<Viewer[]> {
    const wait = this.said.count(socket.id, Date.now());
    if (wait > 0) throw tooManyRequests();
    const { type, id } = refOf(said);
    const [found] = await this.register.describe([{ type, id }], await this.permissions.of(user_id));
    if (!found) throw notFound();
    // Of what became a part of another, the other is meant.
    const key = `${type}/${found.id}`;
    const room = this.rooms.get(key) ?? { sockets: new Set(), told: '' };
    if (!room.sockets.has(socket) && this.count(socket) >= MOST_THINGS)
      throw tooManyRequests(undefined, { message: `A connection may look at ${MOST_THINGS} things.` });
    if (!socket.connected) return [];
    room.sockets.add(socket);
    this.rooms.set(key, room);
    const typing = said.typing === true;
    await this.repository.lookAt(type, found.id, { socket_id: socket.id, user_id, typing, keep_s: KEEP_S, keep_typing_s: KEEP_TYPING_S });
    // It went away while this was written.
    if (!socket.connected) await this.repository.lookAway(socket.id);
    return (await this.repository.of([key])).get(key) ?? [];
  }

  private async leave(socket: Socket, said: Said): Promise<Viewer[]> {
    const { type, id } = refOf(said);
    const key = `${type}/${id}`;
    if (this.rooms.get(key)?.sockets.delete(socket)) {
      this.close(key);
      await this.repository.lookAway(socket.id, type, id);
    }
    return [];
  }

  private count(socket: Socket): number {
    return [...this.rooms.values()].filter(({ sockets }) => sockets.has(socket)).length;
  }

  private close(key: string): void {
    if (this.rooms.get(key)?.sockets.size === 0) this.rooms.delete(key);
  }

  private tell(keys: string[]): void {
    for (const key of keys) if (this.rooms.has(key)) this.pending.add(key);
    if (this.pending.size > 0) void this.telling();
  }

  /** True when there are more. */
  private async tellPending(): Promise<boolean> {
    const keys = [...this.pending];
    this.pending.clear();
    const found = await this.repository.of(keys);
    for (const key of keys) {
      const room = this.rooms.get(key);
      const viewers = found.get(key) ?? [];
      const told = JSON.stringify(viewers);
      if (!room || room.told === told) continue;
      room.told = told;
      const [type, id] = [key.slice(0, key.indexOf('/')), key.slice(key.indexOf('/') + 1)];
      for (const socket of room.sockets) socket.emit('viewers', { type, id, viewers });
    }
    return this.pending.size > 0;
  }
}

/** Raises validation_failed. */
function refOf({ type, id }: Said): { type: string; id: string } {
  const isName = (value: unknown): value is string => typeof value === 'string' && /^[\w:.@+-]{1,200}$/.test(value);
  if (!isName(type) || !isName(id)) throw validationFailed([{ field: 'type', message: 'type and id must name a thing' }]);
  return { type, id };
}
