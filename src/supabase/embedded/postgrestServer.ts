import { chownSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import path from 'node:path';
import { EmbeddedSupabaseError, errorMessage } from './embeddedSupabaseError.js';
import { findFreePort } from './freePort.js';
import { postgrestConfig } from './orphans.js';
import { StartFailure, SupervisedProcess } from './supervisedProcess.js';
import type { Identity } from './unprivilegedUser.js';
import type { Watchdog } from './watchdog.js';

export interface PostgrestOptions {
  /** Where its settings and its log are kept; one PostgREST per folder. */
  folder: string;
  identity: Identity | undefined;
  executable: string;
  watchdog: Watchdog;
  /** As the role `authenticator`. */
  dbUrl: string;
  jwtSecret: string;
  /** A key of ours: a stranger on the same port would not accept it. */
  probeKey: string;
  poolSize: number;
  log: (line: string) => void;
}

export interface PostgrestServer {
  url: string;
  pid(): number | undefined;
  stop(): Promise<void>;
}

const PORT_ATTEMPTS = 5;

/** Start PostgREST on a free port and wait until it has read the schema. */
export async function startPostgrest(options: PostgrestOptions): Promise<PostgrestServer> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await findFreePort();
    writeConfig(options, port);
    const server = supervise(options, port);
    try {
      await server.start();
      return { url: `http://127.0.0.1:${port}`, pid: () => server.pid, stop: () => server.stop() };
    } catch (error) {
      const lostPort = error instanceof StartFailure && /in use/i.test(error.output);
      if (lostPort && attempt < PORT_ATTEMPTS) continue;
      const reason = errorMessage(error);
      throw new EmbeddedSupabaseError(`PostgREST could not be started: ${reason}`, { cause: error });
    }
  }
}

/** A file rather than the environment: its path on the command line is how a later start recognises an orphan. */
function writeConfig(options: PostgrestOptions, port: number): void {
  const settings = {
    'db-uri': options.dbUrl,
    'db-schemas': 'public',
    'db-extra-search-path': 'public, extensions',
    'db-anon-role': 'anon',
    'db-pool': options.poolSize,
    'db-pool-acquisition-timeout': 10,
    'db-prepared-statements': true,
    'db-channel-enabled': true,
    'db-config': false,
    'db-tx-end': 'commit',
    'jwt-secret': options.jwtSecret,
    'openapi-mode': 'disabled',
    'server-host': '127.0.0.1',
    'server-port': port,
    'log-level': 'error',
  };
  const file = postgrestConfig(options.folder);
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${JSON.stringify(value)}\n`);
  writeFileSync(file, lines.join(''), { mode: 0o600 });
  if (options.identity) chownSync(file, options.identity.uid, options.identity.gid);
}

function supervise(options: PostgrestOptions, port: number): SupervisedProcess {
  return new SupervisedProcess({
    name: 'PostgREST',
    file: options.executable,
    args: [postgrestConfig(options.folder)],
    cwd: options.folder,
    identity: options.identity,
    logFile: path.join(options.folder, 'postgrest.log'),
    watchdog: options.watchdog,
    isReady: () => serves(port, options.probeKey),
    stopSignals: { ask: 'SIGTERM', insist: 'SIGKILL', patienceMs: 5_000 },
    log: options.log,
  });
}

/** 503 until the schema cache is loaded, then 404 because there is no OpenAPI page. */
function serves(port: number, key: string): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get({ host: '127.0.0.1', port, path: '/', headers: { authorization: `Bearer ${key}` }, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode === 404);
    });
    request.setTimeout(1_000, () => request.destroy());
    request.on('error', () => resolve(false));
  });
}
