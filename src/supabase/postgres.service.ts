import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import pg from 'pg';
import type { Logger } from 'pino';
import { ConfigService } from '../common/config/config.service.js';
import { InjectLogger } from '../common/log/logger.token.js';
import { translateDatabaseError } from './databaseError.js';
import { SteadyConnection, type SteadyConnectionOptions } from './steadyConnection.js';

/** Deadlines, milliseconds. */
const CONNECT_MS = 2_500;
const QUERY_MS = 15_000;

/** A direct pool for the platform's own hot paths: jobs, pages passed through as text, exports. Modules use supabase-js. */
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
}
