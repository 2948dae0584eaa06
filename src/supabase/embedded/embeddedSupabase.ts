import { chmodSync, existsSync, mkdirSync, readdirSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { findBinaries } from './binaries.js';
import { applyEmbeddedSql, readEmbeddedSql } from './bootstrap.js';
import { openClusterHome } from './clusterHome.js';
import { EmbeddedSupabaseError, errorCode, errorMessage, explainFileFault } from './embeddedSupabaseError.js';
import { claimDataDir } from './instanceLock.js';
import { makeKeyFiles } from './keyFiles.js';
import {
  APPLIED_VERSIONS,
  appliedVersions,
  applyMigrations,
  listMigrations,
  minimumMigration,
  pendingMigrations,
  unknownMigrations,
} from './migrations.js';
import { endOrphans } from './orphans.js';
import { ADMIN_ROLE, createCluster, hasCluster, startPostgres } from './postgresServer.js';
import { startPostgrest } from './postgrestServer.js';
import { startRestGateway } from './restGateway.js';
import { loadSecrets } from './secrets.js';
import type { Secrets } from './secrets.js';
import { findUnprivilegedUser } from './unprivilegedUser.js';
import type { Identity } from './unprivilegedUser.js';
import { Watchdog } from './watchdog.js';

export { EmbeddedSupabaseError } from './embeddedSupabaseError.js';

export interface EmbeddedSupabaseOptions {
  /** Absolute, or relative to the current folder. */
  dataDir: string;
  migrationsDir: string;
  embeddedSqlDir: string;
  /** 0 or undefined: a free one. */
  postgresPort?: number;
  postgrestPoolSize?: number;
  /** Port of the gateway for supabase-js, 0 for a free one; undefined: none. */
  gatewayPort?: number;
  log?: (line: string) => void;
  /** Called when a part of the start begins that a person may have to wait for. */
  step?: (words: string) => void;
}

export interface EmbeddedSupabase {
  /** PostgREST itself, no /rest/v1 before the table. */
  restUrl: string;
  /** For supabase-js, when a gateway was asked for. */
  gatewayUrl?: string;
  /** As the role `postgres`. */
  dbUrl: string;
  jwtSecret: string;
  anonKey: string;
  serviceRoleKey: string;
  dataDir: string;
  /** Whether this start created the database. */
  firstStart: boolean;
  /** Stop PostgREST, then Postgres; may be called again. */
  stop(): Promise<void>;
}

/** Things to undo, last one first. */
class Teardown {
  private readonly steps: (() => void | Promise<void>)[] = [];
  private done: Promise<void> | undefined;

  add(step: () => void | Promise<void>): void {
    this.steps.unshift(step);
  }

  run(): Promise<void> {
    this.done ??= this.undo();
    return this.done;
  }

  /** A step that fails keeps no other from being taken. */
  private async undo(): Promise<void> {
    const faults: unknown[] = [];
    for (const step of this.steps) {
      try {
        await step();
      } catch (fault) {
        faults.push(fault);
      }
    }
    if (faults.length > 0) throw faults[0];
  }
}

/** Start Postgres and PostgREST on a data folder, creating and migrating the database when needed. */
export async function startEmbeddedSupabase(options: EmbeddedSupabaseOptions): Promise<EmbeddedSupabase> {
  const teardown = new Teardown();
  try {
    return await start(options, teardown);
  } catch (error) {
    await teardown.run();
    if (error instanceof EmbeddedSupabaseError) throw error;
    throw new EmbeddedSupabaseError(`The embedded Supabase could not be started: ${errorMessage(error)}`, {
      cause: error,
    });
  }
}

async function start(options: EmbeddedSupabaseOptions, teardown: Teardown): Promise<EmbeddedSupabase> {
  const log = options.log ?? (() => undefined);
  const candidate = findUnprivilegedUser();
  const dataDir = openDataDir(options.dataDir, candidate);
  teardown.add(claimDataDir(dataDir));

  const home = await openClusterHome(dataDir, candidate);
  const binaries = findBinaries(home.identity);
  const firstStart = !hasCluster(home);
  const secrets = await loadSecrets(dataDir, { mayCreate: firstStart });
  if (firstStart) makeKeyFiles(dataDir);
  if ((await endOrphans(home.folder)) > 0) log('Ended what an earlier start had left running');
  options.step?.(firstStart ? 'creating the database' : 'starting the database');
  if (firstStart) await createCluster(home, binaries, secrets.adminPassword);

  const watchdog = new Watchdog(home.identity);
  teardown.add(() => watchdog.close());
  const postgres = await startPostgres({ home, binaries, watchdog, adminPassword: secrets.adminPassword, port: options.postgresPort, log });
  teardown.add(() => postgres.stop());
  await prepareDatabase(options, secrets, postgres.port, log);

  const postgrest = await startPostgrest({
    folder: home.folder,
    identity: home.identity,
    executable: binaries.postgrest,
    watchdog,
    dbUrl: databaseUrl('authenticator', secrets.authenticatorPassword, postgres.port),
    jwtSecret: secrets.jwtSecret,
    probeKey: secrets.serviceRoleKey,
    poolSize: options.postgrestPoolSize ?? 10,
    log,
  });
  teardown.add(() => postgrest.stop());
  const gateway = options.gatewayPort === undefined ? undefined : await startRestGateway(postgrest.url, options.gatewayPort);
  if (gateway) teardown.add(() => gateway.stop());

  return {
    restUrl: postgrest.url,
    gatewayUrl: gateway?.url,
    dbUrl: databaseUrl('postgres', secrets.postgresPassword, postgres.port),
    jwtSecret: secrets.jwtSecret,
    anonKey: secrets.anonKey,
    serviceRoleKey: secrets.serviceRoleKey,
    dataDir,
    firstStart,
    stop: () => teardown.run(),
  };
}

/** The real path, because processes of an earlier start are recognised by it. */
function openDataDir(wanted: string, candidate: Identity | undefined): string {
  const dataDir = path.resolve(wanted);
  // The database user has to pass through, but need not see what else is there.
  const mode = candidate ? 0o711 : 0o700;
  return explainFileFault('create the data folder', dataDir, () => {
    makeFolder(dataDir, mode);
    // An empty folder is ours to arrange; one with somebody's files in it stays as private as it is.
    if (candidate && readdirSync(dataDir).length === 0) chmodSync(dataDir, statSync(dataDir).mode | 0o011);
    return realpathSync(dataDir);
  });
}

/** Step by step: `mkdir` with `recursive` calls every fault of a read-only disk ENOENT. */
function makeFolder(folder: string, mode: number): void {
  if (existsSync(folder)) return;
  makeFolder(path.dirname(folder), mode);
  mkdirSync(folder, { mode });
}

/** The address of a database of ours; passwords are base64url, so nothing needs escaping. */
export function databaseUrl(role: string, password: string, port: number, database = 'postgres'): string {
  return `postgresql://${role}:${password}@127.0.0.1:${port}/${database}`;
}

/** Bring a database to what the code expects; one round trip when it is there already. */
export async function prepareDatabase(
  options: Pick<EmbeddedSupabaseOptions, 'embeddedSqlDir' | 'migrationsDir' | 'step'>,
  secrets: Secrets,
  port: number,
  log: (line: string) => void,
): Promise<void> {
  const embeddedSql = readEmbeddedSql(options.embeddedSqlDir);
  const migrations = listMigrations(options.migrationsDir);
  await withClient(databaseUrl(ADMIN_ROLE, secrets.adminPassword, port), async (admin) => {
    const state = await readState(admin);
    const applied = state?.applied ?? (await appliedVersions(admin));
    const isAhead = unknownMigrations(migrations, applied).length > 0;
    const pending = pendingMigrations(migrations, applied, undefined, isAhead ? await minimumMigration(admin) : undefined);
    // What newer code put there, older code does not take away.
    if (isAhead) log('The database is newer than this code, and they fit together');
    else if (state?.mark !== embeddedSql.mark) await applyEmbeddedSql(admin, embeddedSql, secrets);
    if (pending.length === 0) return;
    options.step?.(`applying ${pending.length === 1 ? 'a migration' : `${pending.length} migrations`}`);
    await withClient(databaseUrl('postgres', secrets.postgresPassword, port), (owner) =>
      applyMigrations(owner, pending, options.step ? () => undefined : log),
    );
  });
}

async function readState(admin: pg.Client): Promise<{ mark: string | null; applied: string[] } | undefined> {
  try {
    const { rows } = await admin.query<{ mark: string | null; applied: string[] }>(
      `select obj_description('auth'::regnamespace, 'pg_namespace') as mark, array(${APPLIED_VERSIONS}) as applied`,
    );
    return rows[0];
  } catch (error) {
    // No schema `auth`, or no history yet: this database has never been prepared to the end.
    if (['3F000', '42P01'].includes(errorCode(error) ?? '')) return undefined;
    throw error;
  }
}

async function withClient(connectionString: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
