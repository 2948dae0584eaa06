import { Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { Counter, Gauge } from 'prom-client';
import type { Namespace, Socket } from 'socket.io';
import { PermissionsPort } from '../auth/permissions.port.js';
import { SessionStates } from '../auth/sessionStates.js';
import { TokenVerifier, type VerifiedToken } from '../auth/tokenVerifier.js';
import { coalesced } from '../concurrency/coalesced.js';
import { toAppError } from '../errors/error.filter.js';
import { unauthenticated, validationFailed } from '../errors/commonErrors.js';
import { MetricsService } from '../health/metrics.service.js';
import { InjectLogger } from '../log/logger.token.js';
import { ChangeFeedRepository, type FeedRow } from './changeFeed.repository.js';
import type { FeedNamespace } from './changeEvents.js';
import { type ChangeScope, roomsFor, scopeOf } from './changeScope.js';
import { ChangeSignalService } from './changeSignal.service.js';
import { ChangeTailService } from './changeTail.service.js';
import { SocketViewers } from './socketViewers.js';
import { SocketPresenceService } from './socketPresence.service.js';
import { FeedSession, messageOf } from './socketSession.js';

/** The longest time a timer can wait, milliseconds. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Where a client says that it was, not checked yet. */
interface Place {
  after?: unknown;
  scope?: unknown;
}

/** The sockets of this node: who they are, what they see, and that they are told of it. */
@Injectable()
export class FeedSocketsService {
  private readonly namespaces = new Map<string, Namespace>();
  private readonly sessions = new Map<Socket, { session: FeedSession; expiry: NodeJS.Timeout }>();
  private readonly emitted: Counter<'namespace'>;
  private readonly replayed: Counter<'namespace'>;
  private readonly dropped: Counter;
  private readonly refreshing = coalesced(
    () => this.refreshAll(),
    ({ message }) => {
      this.is_stale = true;
      this.logger.warn({ reason: message }, 'the permissions of sockets could not be read; retrying within a second');
    },
  );
  private refreshes = 0;
  /** The last refresh failed. */
  private is_stale = false;

  constructor(
    private readonly tokens: TokenVerifier,
    private readonly states: SessionStates,
    private readonly permissions: PermissionsPort,
    private readonly feed: ChangeFeedRepository,
    private readonly tail: ChangeTailService,
    private readonly signal: ChangeSignalService,
    private readonly viewers: SocketViewers,
    private readonly presence: SocketPresenceService,
    metrics: MetricsService,
    @InjectLogger() private readonly logger: Logger,
  ) {
    const registers = [metrics.registry];
    const { sessions } = this;
    this.emitted = new Counter({
      name: 'feed_events_emitted_total',
      help: 'Events given to the rooms of this node.',
      labelNames: ['namespace'],
      registers,
    });
    this.replayed = new Counter({
      name: 'feed_events_replayed_total',
      help: 'Missed events sent to sockets that came back.',
      labelNames: ['namespace'],
      registers,
    });
    this.dropped = new Counter({
      name: 'feed_slow_sockets_total',
      help: 'Sockets closed because they did not take their events.',
      registers,
    });
    new Gauge({
      name: 'feed_sockets',
      help: 'Sockets open on this node.',
      registers,
      collect() {
        this.set(sessions.size);
      },
    });
  }

  start(): void {
    this.viewers.start();
    this.presence.start();
    this.tail.onEvents((events) => this.broadcast(events));
    this.signal.signals.on('permissions', () => void this.refresh());
    this.signal.signals.on('look', () => {
      this.dropSlow();
      if (this.is_stale) void this.refresh();
    });
  }

  /** Lets a namespace be entered with a valid token. What is wrong is told as `connect_error` with `data.code`. */
  serve(name: FeedNamespace, namespace: Namespace): void {
    this.namespaces.set(name, namespace);
    namespace.use((socket, next) => {
      this.admit(socket).then(
        () => next(),
        (thrown: unknown) => {
          const { code, message } = toAppError(thrown);
          next(Object.assign(new Error(message), { data: { code, message } }));
        },
      );
    });
  }

  /** Called when a socket has entered. */
  async begin(name: FeedNamespace, socket: Socket): Promise<void> {
    const { user_id, expires_at } = socket.data as VerifiedToken;
    const session = new FeedSession(
      socket,
      name,
      user_id,
      { user_id, modules: [], scoped: [] },
      {
        tail: this.tail,
        feed: this.feed,
        onReplayed: (namespace, events) => this.replayed.inc({ namespace }, events),
      },
    );
    const expiry = setTimeout(() => session.expire(), Math.min(LONGEST_TIMER_MS, Math.max(0, expires_at * 1000 - Date.now())));
    expiry.unref();
    this.sessions.set(socket, { session, expiry });
    this.viewers.serve(socket, user_id);
    this.presence.entered(user_id);
    socket.on('resume', (message: Place | undefined) => void this.replay(session, message ?? {}));
    try {
      session.changeScope(await this.scope(user_id));
    } catch (error) {
      return this.giveUp(session, error);
    }
    await this.replay(session, socket.handshake.auth as Place);
  }

  end(socket: Socket): void {
    const entry = this.sessions.get(socket);
    if (!entry) return;
    clearTimeout(entry.expiry);
    this.viewers.end(socket);
    entry.session.end();
    this.sessions.delete(socket);
    this.presence.left(entry.session.user_id);
  }

  private async admit(socket: Socket): Promise<void> {
    const { auth, headers } = socket.handshake;
    const token: unknown = auth.token ?? /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1];
    if (typeof token !== 'string') throw unauthenticated();
    const verified = await this.tokens.verify(token);
    await this.states.expectActive(verified);
    socket.data = verified;
    placeOf((auth as Place).after);
  }

  private async replay(session: FeedSession, { after, scope }: Place): Promise<void> {
    try {
      await session.begin(placeOf(after), typeof scope === 'string' ? scope : undefined);
    } catch (error) {
      this.giveUp(session, error);
    }
  }

  /** The client's library tries again by itself when the transport is closed. */
  private giveUp(session: FeedSession, error: unknown): void {
    this.logger.warn(
      { reason: (error as Error).message, namespace: session.namespace, user_id: session.user_id },
      'a socket was closed because it could not be served',
    );
    session.drop();
  }

  /** What a user may see, read after all changes of permissions that this node was told of. */
  private async scope(user_id: string): Promise<ChangeScope> {
    for (;;) {
      const { refreshes } = this;
      const permissions = await this.permissions.fresh([user_id]);
      if (refreshes === this.refreshes) return scopeOf(user_id, permissions.get(user_id)!);
    }
  }

  private broadcast(events: FeedRow[]): void {
    for (const event of events) {
      const namespace = this.namespaces.get(event.namespace);
      if (!namespace) continue;
      const rooms = roomsFor(event);
      // Who is not in yet is told by the replay. No rooms would mean everybody.
      if (namespace.sockets.size > 0 && rooms.length > 0) namespace.to(rooms).emit(event.event, messageOf(event));
      this.emitted.inc({ namespace: event.namespace });
    }
    if (events.length > 100) this.dropSlow();
  }

  private dropSlow(): void {
    for (const { session } of this.sessions.values()) {
      if (!session.isTooSlow) continue;
      this.dropped.inc();
      this.logger.warn(
        { namespace: session.namespace, user_id: session.user_id, waiting: session.waiting },
        'a socket was closed because its client does not read its events',
      );
      session.drop();
    }
  }

  /** Sockets of users who were deleted, banned or signed out are closed. */
  private async endGone(): Promise<void> {
    const sessions = [...this.sessions.entries()].map(([socket, { session }]) => ({ session, name: socket.data as VerifiedToken }));
    const active = await this.states.active(sessions.map(({ name }) => name));
    for (const [place, { session }] of sessions.entries()) if (!active[place]) session.expire();
  }

  /** Reads what everyone here may do, again. */
  private refresh(): Promise<void> {
    this.refreshes++;
    return this.refreshing();
  }

  private async refreshAll(): Promise<void> {
    await this.endGone();
    const sessions = [...this.sessions.values()].map(({ session }) => session);
    const permissions = await this.permissions.fresh([...new Set(sessions.map(({ user_id }) => user_id))]);
    for (const session of sessions) session.changeScope(scopeOf(session.user_id, permissions.get(session.user_id)!));
    this.is_stale = false;
  }
}

/** Raises validation_failed. */
function placeOf(after: unknown): number | undefined {
  if (after === undefined || after === null) return undefined;
  const place = typeof after === 'string' && after !== '' ? Number(after) : after;
  if (typeof place === 'number' && Number.isSafeInteger(place) && place >= 0) return place;
  throw validationFailed([{ field: 'after', message: 'after must be the seq of an event' }]);
}
