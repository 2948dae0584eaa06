// The built product and the provider's sandbox, each in a process of its own.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { atEnd, startService } from './processes.mjs';

/**
 * @typedef {object} Product
 * @property {string} api
 * @property {string} token
 * @property {number} pid
 * @property {number} ready_ms
 * @property {{ db_url: string, rest_url: string, service_role_key: string }} database
 * @property {() => Promise<pg.Client>} connect a connection of the owner of the tables, with the server's own settings
 * @property {(path: string, init?: RequestInit) => Promise<any>} call the JSON of an endpoint, as the demo's admin
 * @property {() => Promise<void>} stop
 */

/**
 * Starts `node dist/main.js` on a data folder.
 * @param {string} data_dir
 * @param {Record<string, string>} [env]
 * @param {string} [log_file] where its log goes, when what writing it costs is to be in the figure
 * @returns {Promise<Product>}
 */
export async function startProduct(data_dir, env = {}, log_file) {
  const service = await startService({
    log_file,
    args: ['--enable-source-maps', 'dist/main.js'],
    until: 'ready',
    env: {
      PORT: '0',
      DATA_DIR: data_dir,
      LOG_LEVEL: 'warn',
      KALEYRA_SYNC_CRON: 'off',
      SANDBOX_PROFILE: 'none',
      // The mail servers of the benches are on this machine.
      MAIL_ALLOW_PRIVATE: '127.0.0.1,localhost',
      ...env,
    },
  });
  const { runtime } = JSON.parse(readFileSync(path.join(data_dir, 'runtime.json'), 'utf8'));
  const api = service.lines.get('api') ?? '';
  const token = service.lines.get('token') ?? '';
  /** @type {Set<pg.Client>} */
  const clients = new Set();
  const disconnect = atEnd(() => Promise.all([...clients].map((client) => client.end())));
  return {
    api,
    token,
    pid: service.child.pid ?? 0,
    ready_ms: service.ready_ms,
    database: runtime.database,
    connect: async () => {
      const client = new pg.Client({ connectionString: runtime.database.db_url });
      // A server that goes away shows in the statement that was waiting for it.
      client.on('error', () => undefined);
      await client.connect();
      clients.add(client);
      return client;
    },
    call: async (route, init) => {
      const response = await fetch(`${api}${route}`, {
        ...init,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...init?.headers },
      });
      const body = await response.json();
      if (!response.ok) throw new Error(`${route} answered ${response.status}: ${JSON.stringify(body).slice(0, 400)}`);
      return body;
    },
    stop: async () => {
      await disconnect();
      await service.stop();
    },
  };
}

/** Of the provider's account; as long as the start demands. */
const KEY = 'key-of-the-bench';

/**
 * The sandbox as a server of its own, with about that many rows on a weekday.
 * @param {{ rows_per_day: number, days_back: number }} size
 */
export async function startSandbox({ rows_per_day, days_back }) {
  const service = await startService({
    args: [
      'dist/providers/kaleyra/kaleyraSandbox.main.js',
      '--api-key',
      KEY,
      '--rows-per-day',
      String(rows_per_day),
      '--days-back',
      String(days_back),
    ],
    until: 'sandbox',
  });
  return { url: service.lines.get('sandbox') ?? '', api_key: KEY, stop: service.stop };
}
