import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { PostgresService } from '../../supabase/postgres.service.js';
import { coalesced } from '../concurrency/coalesced.js';
import { InjectLogger } from '../log/logger.token.js';

/** How often a node says that it is there, milliseconds. */
const BEAT_MS = 30_000;
/** After such a silence a node is gone, and its sockets with it, seconds. */
const SILENT_SECONDS = 90;

/** Writes down which users have a socket open, for all nodes together. */
@Injectable()
export class SocketPresenceService implements BeforeApplicationShutdown {
  private readonly node_id = randomUUID();
  /** How many sockets each user has open here. */
  private readonly open = new Map<string, number>();
  private readonly writing = coalesced(
    () => this.write([...this.open.keys()]),
    ({ message }) => this.logger.warn({ reason: message }, 'who has a socket open could not be written down; retrying'),
  );
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly postgres: PostgresService,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  start(): void {
    this.timer = setInterval(() => void this.writing(), BEAT_MS);
    this.timer.unref();
  }

  entered(user_id: string): void {
    const sockets = (this.open.get(user_id) ?? 0) + 1;
    this.open.set(user_id, sockets);
    if (sockets === 1) void this.writing();
  }

  left(user_id: string): void {
    const sockets = (this.open.get(user_id) ?? 0) - 1;
    if (sockets > 0) this.open.set(user_id, sockets);
    else if (this.open.delete(user_id)) void this.writing();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    const was_open = this.open.size > 0;
    this.open.clear();
    // Others notice the silence, should it fail.
    if (was_open) await this.write([]).catch(() => undefined);
  }

  private async write(users: string[]): Promise<void> {
    await this.postgres.query('select public.note_socket_presence($1, $2::uuid[], $3)', [this.node_id, users, SILENT_SECONDS]);
  }
}
