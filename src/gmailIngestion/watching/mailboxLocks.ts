import type pg from 'pg';
import type { Logger } from 'pino';
import type { PostgresService } from '../../supabase/postgres.service.js';
import type { SteadyConnection } from '../../supabase/steadyConnection.js';

/** The connection has to answer so often, milliseconds: until a silent one is found out, others may not read its mailboxes. */
const PROBE_MS = 3_000;

/**
 * Which mailboxes this process may read: one lock each, on a connection of their own. With the connection the locks go, so that
 * another node takes over within seconds after this one died. The same connection hears of changes.
 */
export class MailboxLocks {
  private readonly connection: SteadyConnection;

  constructor(
    postgres: Pick<PostgresService, 'steady'>,
    logger: Logger,
    /** Called when the locks are gone. */
    lost: () => void,
    /** Called when mailboxes were changed, or changes may have been missed. */
    changed: () => void,
  ) {
    this.connection = postgres.steady({
      channels: ['mailboxes_changed'],
      heard: changed,
      up: changed,
      down: (reason, stood) => {
        if (!stood) return logger.warn({ reason }, 'there is no database connection for mailbox locks');
        logger.warn({ reason }, 'the mailbox locks were lost; taking them again');
        lost();
      },
      probe_ms: PROBE_MS,
    });
  }

  /** Whether locks can be taken. */
  get isUp(): boolean {
    return this.connection.isUp;
  }

  start(): Promise<void> {
    return this.connection.start();
  }

  stop(): Promise<void> {
    return this.connection.stop();
  }

  /** Those of these that are ours now. */
  async take(ids: string[]): Promise<Set<string>> {
    if (ids.length === 0) return new Set();
    const rows = await this.ask<{ id: string }>(
      `select id from unnest($1::text[]) as id where pg_try_advisory_lock(hashtext('public.support_emails'), hashtext(id))`,
      [ids],
    );
    return new Set(rows.map(({ id }) => id));
  }

  async release(id: string): Promise<void> {
    await this.ask(`select pg_advisory_unlock(hashtext('public.support_emails'), hashtext($1))`, [id]);
  }

  /** Nothing when there is no answer: then the connection, and what was asked of it, is lost. */
  private ask<R extends pg.QueryResultRow>(text: string, values: unknown[]): Promise<R[]> {
    return this.connection.query<R>(text, values).catch(() => []);
  }
}
