import { execFile } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { totalmem } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import type { Binaries } from './binaries.js';
import type { ClusterHome } from './clusterHome.js';
import { EmbeddedSupabaseError, errorCode, errorMessage } from './embeddedSupabaseError.js';
import { findFreePort, portFault } from './freePort.js';
import { clusterFolder } from './orphans.js';
import { StartFailure, SupervisedProcess } from './supervisedProcess.js';
import type { Watchdog } from './watchdog.js';

/** As on a hosted project, `postgres` is an ordinary owner and this is the superuser. */
export const ADMIN_ROLE = 'supabase_admin';

const MAJOR_VERSION = '17';
const PORT_ATTEMPTS = 5;
/** How long what is left of a killed server may take to end, and how often that is looked at, milliseconds. */
const REMAINS_MS = 15_000;
const REMAINS_PAUSE_MS = 300;

/** What differs from the defaults; given on the command line, so that an old cluster gets them too. */
function settings(): Record<string, string> {
  const cacheMb = Math.min(8_192, Math.max(512, Math.floor(totalmem() / 2 / 1024 / 1024)));
  return {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    timezone: 'UTC',
    log_timezone: 'UTC',
    max_connections: '100',
    shared_buffers: '256MB',
    effective_cache_size: `${cacheMb}MB`,
    work_mem: '16MB',
    maintenance_work_mem: '256MB',
    max_wal_size: '4GB',
    random_page_cost: '1.1',
    jit: 'off',
    fsync: 'on',
    synchronous_commit: 'on',
    autovacuum: 'on',
    password_encryption: 'scram-sha-256',
    log_checkpoints: 'off',
    // Rows of customers must not end up in a log file: neither as DETAIL nor as the text of a failed statement.
    log_error_verbosity: 'terse',
    log_min_error_statement: 'panic',
  };
}

export interface PostgresOptions {
  home: ClusterHome;
  binaries: Binaries;
  watchdog: Watchdog;
  adminPassword: string;
  /** 0 or undefined: a free one. */
  port?: number;
  /** Beyond our own settings. */
  settings?: Record<string, string>;
  log: (line: string) => void;
}

export interface PostgresServer {
  port: number;
  pid(): number | undefined;
  stop(): Promise<void>;
}

/** Whether a cluster is there; says clearly when what is there is no cluster of ours. */
export function hasCluster(home: ClusterHome): boolean {
  const folder = clusterFolder(home.folder);
  if (!existsSync(folder)) return false;
  const versionFile = path.join(folder, 'PG_VERSION');
  if (!existsSync(versionFile) || !existsSync(path.join(folder, 'global/pg_control'))) {
    throw new EmbeddedSupabaseError(
      `The database folder ${folder} is damaged (${readdirSync(folder).length === 0 ? 'it is empty' : 'files are missing'}): restore ` +
        `it from a backup, or rebuild with npm run db:reset.`,
    );
  }
  const version = readFileSync(versionFile, 'utf8').trim();
  if (version !== MAJOR_VERSION) {
    throw new EmbeddedSupabaseError(
      `The database folder ${folder} was made by PostgreSQL ${version || 'of an unknown version'}, this product runs PostgreSQL ` +
        `${MAJOR_VERSION}: export it with that version, or rebuild with npm run db:reset.`,
    );
  }
  return true;
}

/** Make the files of a new cluster. Interrupted, it leaves no cluster rather than half a one. */
export async function createCluster(home: ClusterHome, binaries: Binaries, adminPassword: string, extraArgs: string[] = []): Promise<void> {
  const draft = path.join(home.folder, 'cluster.new');
  const passwordFile = path.join(home.folder, 'initdb.password');
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { mode: 0o700 });
  writeFileSync(passwordFile, adminPassword, { mode: 0o600 });
  if (home.identity) for (const file of [draft, passwordFile]) chownSync(file, home.identity.uid, home.identity.gid);
  try {
    await initdb(binaries, home, ['-D', draft, '-U', ADMIN_ROLE, `--pwfile=${passwordFile}`, '--auth=scram-sha-256', ...extraArgs]);
  } finally {
    rmSync(passwordFile, { force: true });
  }
  renameSync(draft, clusterFolder(home.folder));
}

/**
 * Sorting is Postgres's own C.UTF-8, the same on every system and never changed by an upgrade of theirs. The system's
 * locale still classifies letters for trigrams and text search, where plain C would drop everything beyond ASCII.
 */
async function initdb(binaries: Binaries, home: ClusterHome, args: string[]): Promise<void> {
  const collation = ['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const locales = process.platform === 'darwin' ? ['en_US.UTF-8', 'C'] : ['C.UTF-8', 'en_US.UTF-8', 'C'];
  for (const locale of locales) {
    try {
      await promisify(execFile)(binaries.initdb, [...args, ...collation, `--locale=${locale}`], {
        ...home.identity,
        cwd: home.folder,
        env: { LC_ALL: 'C' },
      });
      return;
    } catch (error) {
      const stderr = String((error as { stderr?: unknown }).stderr ?? '');
      if (stderr.includes('invalid locale') && locale !== locales.at(-1)) continue;
      const reason = /(?:error|FATAL|PANIC): +(.*)/.exec(stderr)?.[1] ?? errorCode(error) ?? stderr;
      throw new EmbeddedSupabaseError(`Postgres could not create its files in ${home.folder}: ${reason}`, { cause: error });
    }
  }
}

/** Start Postgres on an existing cluster and wait until it answers. */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  if (options.port) await refuseTakenPort(options.port);
  const patience = Date.now() + REMAINS_MS;
  for (let attempt = 1; ; attempt += 1) {
    const port = options.port || (await findFreePort());
    const server = supervise(options, port);
    try {
      await server.start();
      return { port, pid: () => server.pid, stop: () => server.stop() };
    } catch (error) {
      // After a kill its processes notice it one by one.
      if (error instanceof StartFailure && error.output.includes('pre-existing shared memory block') && Date.now() < patience) {
        await sleep(REMAINS_PAUSE_MS);
        continue;
      }
      // A free port can be lost to somebody else between finding it and using it.
      const lostPort = error instanceof StartFailure && error.output.includes('could not bind');
      if (!lostPort || options.port || attempt >= PORT_ATTEMPTS) throw explainStart(error, options.home, port);
    }
  }
}

async function refuseTakenPort(port: number): Promise<void> {
  const fault = await portFault(port);
  if (!fault) return;
  const reason = fault === 'EADDRINUSE' ? 'is taken by another program' : `cannot be used (${fault})`;
  throw new EmbeddedSupabaseError(`Port ${port} for Postgres ${reason}: free it, or leave the port unset to get a free one.`);
}

function supervise(options: PostgresOptions, port: number): SupervisedProcess {
  const { home, binaries, watchdog, log } = options;
  const merged = { ...settings(), ...options.settings };
  return new SupervisedProcess({
    name: 'Postgres',
    file: binaries.postgres,
    args: [
      '-D',
      clusterFolder(home.folder),
      '-p',
      String(port),
      ...Object.entries(merged).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    cwd: home.folder,
    identity: home.identity,
    logFile: path.join(home.folder, 'postgres.log'),
    watchdog,
    isReady: () => answers(port, options.adminPassword),
    // SIGINT is the fast shutdown: it does not wait for clients. SIGQUIT gives up tidiness, the next start recovers.
    stopSignals: { ask: 'SIGINT', insist: 'SIGQUIT', patienceMs: 30_000 },
    log,
  });
}

/** Wrong password, no such role, no such database: waiting will not help. Everything else is a server still on its way. */
const REFUSED = new Set(['28P01', '28000', '3D000']);

async function answers(port: number, password: string): Promise<boolean> {
  const client = new pg.Client({
    host: '127.0.0.1',
    port,
    user: ADMIN_ROLE,
    password,
    database: 'postgres',
    connectionTimeoutMillis: 5_000,
  });
  // What happens between connecting and leaving again shows in `connect` or `end`.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.end();
    return true;
  } catch (error) {
    if (REFUSED.has(errorCode(error) ?? '')) throw error;
    return false;
  }
}

function explainStart(error: unknown, home: ClusterHome, port: number): Error {
  const log = path.join(home.folder, 'postgres.log');
  if (error instanceof StartFailure) {
    if (error.output.includes('could not bind')) {
      return new EmbeddedSupabaseError(`Port ${port} for Postgres was taken by another program: free it, or leave the port unset.`);
    }
    const lines = error.output.split('\n').filter((line) => /(FATAL|PANIC|could not)/.test(line));
    const reason = /(?:FATAL|PANIC|LOG|WARNING): +(.*)/.exec(lines.at(-1) ?? '')?.[1] ?? error.message;
    return new EmbeddedSupabaseError(
      `Postgres could not start on ${clusterFolder(home.folder)}: ${reason}. Details in ${log}; if the files are damaged, restore a ` +
        `backup or rebuild with npm run db:reset.`,
      { cause: error },
    );
  }
  if (errorCode(error) === '28P01') {
    return new EmbeddedSupabaseError(
      `The database in ${home.folder} does not accept the password in secrets.json: restore the matching file, or rebuild with npm ` +
        `run db:reset.`,
      { cause: error },
    );
  }
  return new EmbeddedSupabaseError(`Postgres could not be started: ${errorMessage(error)}`, { cause: error });
}
