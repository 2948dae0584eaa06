import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import pg from 'pg';
import type { Logger } from 'pino';
import { translateDatabaseError } from '../../supabase/databaseError.js';
import { PostgresService } from '../../supabase/postgres.service.js';
import { Functions } from '../../supabase/functions.service.js';
import { ConfigService } from '../config/config.service.js';
import { InjectLogger } from '../log/logger.token.js';
import type { ReplayFilter, WebhookEventDetailDto } from './dto/webhookEvent.dto.js';
import type { StoredWebhook, WebhookEvent } from './webhookSource.js';

/**
 * Deadlines of a commit, milliseconds. Shorter than those of the common pool: a provider sends again what we refuse, and after a
 * hole in the network the next try must find the database within a second.
 */
const CONNECT_MS = 900;
const COMMIT_MS = 2_000;
const CONNECTIONS = 2;

const ACCEPT = 'select public.accept_webhook_events($1, $2, $3, $4, $5, $6, $7, $8)';

@Injectable()
export class WebhookEventsRepository implements OnApplicationBootstrap, OnApplicationShutdown {
  /** Commits have connections of their own, so that slow questions cannot keep them waiting. */
  private readonly commits: pg.Pool;

  constructor(
    private readonly postgres: PostgresService,
    private readonly functions: Functions,
    private readonly config: ConfigService,
    @InjectLogger() logger: Logger,
  ) {
    this.commits = new pg.Pool({
      connectionString: config.database.db_url,
      max: CONNECTIONS,
      connectionTimeoutMillis: CONNECT_MS,
      // Kept: while a busy process starts, or is at its busiest, a connection may take longer than its deadline.
      idleTimeoutMillis: 0,
      query_timeout: COMMIT_MS,
      statement_timeout: COMMIT_MS,
      // A firewall forgets, or a dead server is noticed, before a webhook finds it out.
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
      application_name: 'customer-success-inbox',
    });
    const lost = (error: Error) => logger.warn({ reason: error.message }, 'the webhook inbox lost a database connection');
    this.commits.on('error', lost);
    this.commits.on('connect', (client) => client.on('error', lost));
  }

  /** Connects before the first webhook comes; what fails is tried again with it. */
  async onApplicationBootstrap(): Promise<void> {
    if (!this.config.runsApi) return;
    await Promise.allSettled(Array.from({ length: CONNECTIONS }, () => this.commits.query('select 1')));
  }

  /** Stores events and adds their jobs, in one transaction. */
  async accept(events: StoredWebhook[]): Promise<void> {
    try {
      await this.commits.query({
        name: 'accept_webhook_events',
        text: ACCEPT,
        values: [
          events.map((event) => event.source),
          events.map((event) => event.dedupe_key),
          events.map((event) => event.method),
          events.map((event) => event.path),
          events.map((event) => event.query),
          events.map((event) => JSON.stringify(event.headers)),
          events.map((event) => event.body),
          events.map((event) => event.request_id),
        ],
      });
    } catch (error) {
      throw translateDatabaseError(error as Error);
    }
  }

  /** Those of these events that are still to be worked on, in the order in which they came. */
  async open(ids: number[]): Promise<WebhookEvent[]> {
    const rows = await this.postgres.query<WebhookEvent & { id: string }>({
      name: 'open_webhook_events',
      text: `select id, dedupe_key, received_at, attempts, method, path, query, headers, body from public.webhook_events
             where id = any ($1::bigint[]) and state in ('received', 'retrying') order by id`,
      values: [ids],
    });
    return rows.map((row) => ({ ...row, id: Number(row.id) }));
  }

  async finish(done: { id: number; outcome: string }[]): Promise<void> {
    await this.postgres.query({
      name: 'finish_webhook_events',
      text: 'select public.finish_webhook_events($1, $2)',
      values: [done.map(({ id }) => id), done.map(({ outcome }) => outcome)],
    });
  }

  /** The state it has then: retrying or parked. */
  async fail(id: number, failure: { code: string; message: string; park: boolean }, max_attempts: number): Promise<string> {
    const [row] = await this.postgres.query<{ state: string }>('select public.fail_webhook_event($1, $2, $3, $4, $5) as state', [
      id,
      failure.code,
      failure.message,
      failure.park,
      max_attempts,
    ]);
    return row!.state;
  }

  async parkPart(event_id: number, part: string, body: Buffer, { code, message }: { code: string; message: string }): Promise<void> {
    await this.postgres.query('select public.park_webhook_part($1, $2, $3, $4, $5)', [event_id, part, body, code, message]);
  }

  /** One event with its raw body. */
  async detail(id: number): Promise<WebhookEventDetailDto | undefined> {
    const [row] = await this.postgres.query<Omit<WebhookEventDetailDto, 'body' | 'body_is_base64'> & { body: Buffer | null }>(
      `select id::float8 as id, source, dedupe_key, state, to_json(received_at) #>> '{}' as received_at, method, path, query, headers,
        body, attempts, replays,
         to_json(next_attempt_at) #>> '{}' as next_attempt_at, to_json(processed_at) #>> '{}' as processed_at, outcome, error_code,
         error_message, request_id
       from public.webhook_events where id = $1`,
      [id],
    );
    return row && { ...row, ...readable(row.body) };
  }

  async replay(filter: ReplayFilter & { id?: number }, dry_run: boolean): Promise<number> {
    return this.functions.call('replay_webhook_events', {
      p_id: filter.id ?? null,
      p_source: filter.source ?? null,
      p_state: filter.state ?? null,
      p_error_code: filter.error_code ?? null,
      p_from: filter.from ?? null,
      p_to: filter.to ?? null,
      p_dry_run: dry_run,
    });
  }

  async requeue(older_than_seconds: number): Promise<number> {
    const [row] = await this.postgres.query<{ events: number }>(
      `select public.requeue_webhook_events($1 * interval '1 second') as events`,
      [older_than_seconds],
    );
    return row!.events;
  }

  async dropProcessed(before: Date): Promise<number> {
    const [row] = await this.postgres.query<{ events: number }>('select public.drop_old_webhook_events($1) as events', [before]);
    return row!.events;
  }

  /** What waits, for health and metrics. */
  async lag(): Promise<{ waiting: number; oldest_seconds: number; parked: number }> {
    const [row] = await this.postgres.query<{ waiting: string; oldest_seconds: string; parked: string }>(
      `select count(*) filter (where state = 'received') as waiting,
              coalesce(extract(epoch from now() - min(received_at) filter (where state = 'received')), 0) as oldest_seconds,
              count(*) filter (where state = 'parked') as parked
       from public.webhook_events where state <> 'processed'`,
    );
    return { waiting: Number(row!.waiting), oldest_seconds: Number(row!.oldest_seconds), parked: Number(row!.parked) };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.commits.end();
  }
}

/** A body as text when it is text. */
function readable(body: Buffer | null): { body: string | null; body_is_base64: boolean } {
  if (!body) return { body: null, body_is_base64: false };
  try {
    return { body: new TextDecoder('utf-8', { fatal: true }).decode(body), body_is_base64: false };
  } catch {
    return { body: body.toString('base64'), body_is_base64: true };
  }
}
