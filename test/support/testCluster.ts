import { randomUUID } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Logger, runMigrations } from 'graphile-worker';
import pg from 'pg';
import { findBinaries } from '../../src/supabase/embedded/binaries.js';
import type { Binaries } from '../../src/supabase/embedded/binaries.js';
import { openClusterHome } from '../../src/supabase/embedded/clusterHome.js';
import type { ClusterHome } from '../../src/supabase/embedded/clusterHome.js';
import { databaseUrl, prepareDatabase } from '../../src/supabase/embedded/embeddedSupabase.js';
import { createCluster, startPostgres } from '../../src/supabase/embedded/postgresServer.js';
import type { PostgresServer } from '../../src/supabase/embedded/postgresServer.js';
import { startPostgrest } from '../../src/supabase/embedded/postgrestServer.js';
import type { PostgrestServer } from '../../src/supabase/embedded/postgrestServer.js';
import { isRunning } from '../../src/supabase/embedded/processes.js';
import { loadSecrets } from '../../src/supabase/embedded/secrets.js';
import type { Secrets } from '../../src/supabase/embedded/secrets.js';
import { findUnprivilegedUser } from '../../src/supabase/embedded/unprivilegedUser.js';
import { Watchdog } from '../../src/supabase/embedded/watchdog.js';

/** What every database of ours is made of. */
export const SQL_FOLDERS = {
  embeddedSqlDir: fileURLToPath(new URL('../../supabase/embedded', import.meta.url)),
  migrationsDir: fileURLToPath(new URL('../../supabase/migrations', import.meta.url)),
};

/** What a worker needs to know of the run's cluster. */
export interface ClusterFacts {
  /** The database to clone: all migrations, no rows of a test. */
  template: string;
  port: number;
  secrets: Secrets;
}

const PREFIX = 'customer-success-test-';
const QUIET = new Logger(() => () => undefined);
const TEMPLATE = 'template_migrated';

/** Nothing here has to survive a power failure. */
const THROW_AWAY = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  shared_buffers: '128MB',
  max_connections: '400',
  // Tests in which writers get stuck on each other wait for it.
  deadlock_timeout: '100ms',
  // Every cloned database that changes would be visited; the files are deleted minutes later.
  autovacuum_naptime: '1h',
};

/** The one Postgres of a jest run, owned by jest's main process: a crashed worker leaves nothing behind. */
export class TestCluster {
  private readonly rests = new Map<string, PostgrestServer>();

  private constructor(
    private readonly folder: string,
    private readonly home: ClusterHome,
    private readonly binaries: Binaries,
    private readonly watchdog: Watchdog,
    private readonly secrets: Secrets,
    private readonly postgres: PostgresServer,
  ) {}

  static async start(): Promise<TestCluster> {
    sweepAbandoned();
    const folder = mkdtempSync(path.join(tmpdir(), `${PREFIX}${process.pid}-`));
    chmodSync(folder, 0o711);
    const home = await openClusterHome(folder, findUnprivilegedUser());
    const binaries = findBinaries(home.identity);
    const secrets = await loadSecrets(folder, { mayCreate: true });
    await createCluster(home, binaries, secrets.adminPassword, ['--no-sync']);
    const watchdog = new Watchdog(home.identity);
    const log = (line: string): void => console.error(`[test cluster] ${line}`);
    const postgres = await startPostgres({ home, binaries, watchdog, adminPassword: secrets.adminPassword, settings: THROW_AWAY, log });
    const cluster = new TestCluster(folder, home, binaries, watchdog, secrets, postgres);
    try {
      await prepareDatabase(SQL_FOLDERS, secrets, postgres.port, () => undefined);
      await cluster.makeTemplate();
      return cluster;
    } catch (error) {
      await cluster.stop();
      throw error;
    }
  }

  get facts(): ClusterFacts {
    return { template: TEMPLATE, port: this.postgres.port, secrets: this.secrets };
  }

  /** The queue's tables belong in it as much as our own. A database that nobody can be connected to can be cloned at any time. */
  private async makeTemplate(): Promise<void> {
    await runMigrations({ connectionString: databaseUrl('postgres', this.secrets.postgresPassword, this.postgres.port), logger: QUIET });
    const client = new pg.Client({
      connectionString: databaseUrl('postgres', this.secrets.postgresPassword, this.postgres.port, 'template1'),
    });
    await client.connect();
    await client.query(`create database ${TEMPLATE} template postgres strategy file_copy`);
    await client.query(`alter database ${TEMPLATE} allow_connections false`);
    await client.end();
  }

  /** A PostgREST of its own for one database. */
  async startRest(database: string): Promise<string> {
    const folder = path.join(this.folder, `rest-${randomUUID()}`);
    mkdirSync(folder, { mode: 0o711 });
    const rest = await startPostgrest({
      folder,
      identity: this.home.identity,
      executable: this.binaries.postgrest,
      watchdog: this.watchdog,
      dbUrl: databaseUrl('authenticator', this.secrets.authenticatorPassword, this.postgres.port, database),
      jwtSecret: this.secrets.jwtSecret,
      probeKey: this.secrets.serviceRoleKey,
      poolSize: 5,
      log: (line) => console.error(`[test cluster] ${database}: ${line}`),
    });
    this.rests.set(database, rest);
    return rest.url;
  }

  async stopRest(database: string): Promise<void> {
    await this.rests.get(database)?.stop();
    this.rests.delete(database);
  }

  async stop(): Promise<void> {
    await Promise.all([...this.rests.values()].map((rest) => rest.stop()));
    await this.postgres.stop();
    this.watchdog.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Folders of runs that were killed: their watchdogs have ended the processes, nobody has removed the files. */
function sweepAbandoned(): void {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(PREFIX))) {
    const pid = Number(name.slice(PREFIX.length).split('-')[0]);
    if (!isRunning(pid)) rmSync(path.join(tmpdir(), name), { recursive: true, force: true });
  }
}
