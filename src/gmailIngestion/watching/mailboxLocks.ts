import type pg from 'pg';
import type { Logger } from 'pino';
import type { PostgresService } from '../../supabase/postgres.service.js';

/** A connection that does not answer for so long is taken for lost, milliseconds. */
const ANSWER_MS = 3_000;

/**
 * Which mailboxes this process may read: one lock each, on a connection of their own. With the connection the locks go, so that
 * another node takes over within seconds after this one died. The same connection hears of changes.
 */
export class MailboxLocks {
  private client?: pg.Client;
  /** Questions go one after another. */
  private asking: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly postgres: Pick<PostgresService, 'dedicated'>,
    private readonly logger: Logger,
    /** Called when the locks are gone. */
    private readonly lost: () => void,
    /** Called when mailboxes were changed, or changes may have been missed. */
    private readonly changed: () => void,
  ) {}

  /** Whether the connection stands; makes one when it does not. */
  async keep(): Promise<boolean> {
    if (this.client) return (await this.ask('select 1')) !== undefined;
    try {
      const client = await this.postgres.dedicated();
      client.on('notification', () => this.changed());
      client.on('error', (error) => this.lose(client, error.message));
      client.on('end', () => this.lose(client, 'it ended'));
      this.client = client;
      return (await this.ask('listen mailboxes_changed')) !== undefined;
    } catch (error) {
      this.logger.warn({ reason: (error as Error).message }, 'no connection for the locks of mailboxes');
      return false;
    }
  }

  /** Those of these that are ours now. */
  async take(ids: string[]): Promise<Set<string>> {
    if (ids.length === 0) return new Set();
    const rows = await this.ask<{ id: string }>(
      `select id from unnest($1::text[]) as id where pg_try_advisory_lock(hashtext('public.support_emails'), hashtext(id))`,
      [ids],
    );
    return new Set((rows ?? []).map(({ id }) => id));
  }

  async release(id: string): Promise<void> {
    await this.ask(`select pg_advisory_unlock(hashtext('public.support_emails'), hashtext($1))`, [id]);
  }

  async stop(): Promise<void> {
    const { client } = this;
    this.client = undefined;
    await client?.end().catch(() => undefined);
  }

  /** Undefined when there is no answer: then the connection is lost. */
  private ask<R extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<R[] | undefined> {
    const answer = this.asking.then(() => this.askNow<R>(text, values));
    this.asking = answer;
    return answer;
  }

  private async askNow<R extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<R[] | undefined> {
    const { client } = this;
    if (!client) return undefined;
    const late = setTimeout(() => this.lose(client, 'it does not answer'), ANSWER_MS);
    try {
      const { rows } = await client.query<R>(text, values);
      return this.client === client ? rows : undefined;
    } catch (error) {
      this.lose(client, (error as Error).message);
      return undefined;
    } finally {
      clearTimeout(late);
    }
  }

  private lose(client: pg.Client, reason: string): void {
    if (this.client !== client) return;
    this.client = undefined;
    this.logger.warn({ reason }, 'the locks of mailboxes are lost; they are taken again');
    // Its answers will not come any more: whoever waits for one must not wait for ever.
    (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
    this.lost();
  }
}
