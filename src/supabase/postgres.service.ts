import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Readable } from 'node:stream';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import type { Logger } from 'pino';
import { ConfigService } from '../common/config/config.service.js';
import { InjectLogger } from '../common/log/logger.token.js';
import { currentContext } from '../common/log/requestContext.js';
import { translateDatabaseError } from './databaseError.js';
import { SteadyConnection, type SteadyConnectionOptions } from './steadyConnection.js';

/** Deadlines, milliseconds. */
const CONNECT_MS = 2_500;
const QUERY_MS = 15_000;

/** Runs one statement of a transaction. */
export type Query = <R extends pg.QueryResultRow>(query: string | pg.QueryConfig, values?: unknown[]) => Promise<R[]>;

/**
 * The direct way to the database, for what PostgREST cannot do: a transaction of several statements, streams, text passed through,
 * LISTEN, and the platform's hot paths. Modules use `Table` and `Functions`. A write that somebody asked for goes through
 * `transaction`, because a single `query` does not tell the database who asked.
 */
@Injectable()
export class PostgresService implements OnApplicationShutdown {
  readonly pool: pg.Pool;

  constructor(
    private readonly config: ConfigService,
    @InjectLogger() private readonly logger: Logger,
  ) {
    this.pool = new pg.Pool({
      connectionString: config.database.db_url,
      max: 16,
      connectionTimeoutMillis: CONNECT_MS,
      query_timeout: QUERY_MS,
      statement_timeout: QUERY_MS,
      idleTimeoutMillis: 30_000,
      keepAlive: true,
      application_name: 'customer-success-backend',
    });
    // Without a listener a database stop would end the process.
    const lost = (error: Error) => logger.warn({ reason: error.message }, 'a database connection was lost');
    this.pool.on('error', lost);
    this.pool.on('connect', (client) => client.on('error', lost));
  }

  /** Runs one statement; failures come back as AppError. A named statement is prepared once per connection. */
  async query<R extends pg.QueryResultRow>(query: string | pg.QueryConfig, values?: unknown[]): Promise<R[]> {
    try {
      const result = await this.pool.query<R>(query as pg.QueryConfig, values);
      return result.rows;
    } catch (error) {
      throw translateDatabaseError(error as Error);
    }
  }

  /**
   * Several statements as one: all of them hold, or none, and the database knows caller and request as it does over PostgREST.
   * `patient` takes a connection without the deadlines of a request, for rebuilds. Failures come back as AppError.
   */
  async transaction<T>(work: (query: Query) => Promise<T>, { patient = false }: { patient?: boolean } = {}): Promise<T> {
    const { client, give_back } = patient ? await this.own() : await this.pooled();
    const query: Query = async (statement, values) => (await client.query(statement as pg.QueryConfig, values)).rows;
    let is_broken = false;
    try {
      await query('begin');
      await query(`select set_config('request.jwt.claims', $1, true), set_config('request.headers', $2, true)`, callerSettings());
      const result = await work(query);
      await query('commit');
      return result;
    } catch (error) {
      await query('rollback').catch(() => (is_broken = true));
      throw translateDatabaseError(error as Error);
    } finally {
      await give_back(is_broken);
    }
  }

  /**
   * The rows of a statement as CSV lines with a header, by the database's own COPY: they are never held here. Times are UTC. The
   * connection ends with the stream, however it ends. COPY takes no parameters: quote values with `pg.escapeLiteral`.
   */
  async stream(select: string): Promise<Readable> {
    const client = await this.dedicated();
    await client.query(`set timezone = 'UTC'`);
    const lines = client.query(copyTo(`copy (${select}) to stdout (format csv, header)`));
    const end = () => void client.end();
    lines.once('close', end);
    lines.once('error', end);
    return lines;
  }

  /** A connection of its own, without the deadline of a request: for exports and rebuilds. Whoever asks ends it. */
  async dedicated(application_name?: string): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: this.config.database.db_url,
      connectionTimeoutMillis: CONNECT_MS,
      keepAlive: true,
      application_name,
    });
    client.on('error', (error) => this.logger.warn({ reason: error.message }, 'a dedicated database connection was lost'));
    try {
      await client.connect();
    } catch (error) {
      throw translateDatabaseError(error as Error);
    }
    return client;
  }

  /** A connection that is made again when it is lost. Whoever asks starts and stops it. */
  steady(options: SteadyConnectionOptions): SteadyConnection {
    return new SteadyConnection(() => this.dedicated(options.application_name), options);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool.end();
  }

  private async own() {
    const client = await this.dedicated();
    return { client, give_back: () => client.end() };
  }

  private async pooled() {
    const client = await this.pool.connect().catch((error: Error) => Promise.reject(translateDatabaseError(error)));
    return { client, give_back: (is_broken: boolean) => client.release(is_broken) };
  }
}

/** What PostgREST would set: the service role speaks, for whom the context says. */
function callerSettings(): [claims: string, headers: string] {
  const { request_id, user_id, api_key_id, causation } = currentContext() ?? {};
  const headers = { 'x-request-id': request_id, 'x-actor-id': user_id ?? api_key_id, 'x-causation': causation };
  return [JSON.stringify({ role: 'service_role' }), JSON.stringify(headers)];
}
