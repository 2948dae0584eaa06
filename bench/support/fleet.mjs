// A database of its own with any number of the product's nodes on it, as a hosted installation has them.
import { chmodSync } from 'node:fs';
import { createServer, request as httpRequest } from 'node:http';
import net from 'node:net';
import { TextEncoder } from 'node:util';
import path from 'node:path';
import pg from 'pg';
import { SignJWT } from 'jose';
import { atEnd, ROOT, startService, temporaryFolder } from './processes.mjs';

export const SECRET = 'a secret that only the bench knows, long enough';

/**
 * @typedef {object} Fleet
 * @property {string} db_url
 * @property {string} rest_url below /rest/v1, as the nodes see it
 * @property {string} service_role_key
 * @property {string} token an admin's
 * @property {pg.Pool} pool
 * @property {(role: 'api' | 'worker' | 'all', env?: Record<string, string>) => Promise<{ url: string, pid: number, stop: () =>
 * Promise<void> }>} node
 * @property {() => Promise<void>} stop
 */

/**
 * @param {{ db_url?: (real: string) => string, rest_url?: (real: string) => string }} [through] what the nodes are told instead of the real
 * addresses
 * @returns {Promise<Fleet>}
 */
export async function startFleet(through = {}) {
  const { startEmbeddedSupabase } = await import(path.join(ROOT, 'dist/supabase/embedded/embeddedSupabase.js'));
  const data_dir = temporaryFolder('fleet');
  chmodSync(data_dir, 0o711);
  const database = await startEmbeddedSupabase({
    dataDir: data_dir,
    migrationsDir: path.join(ROOT, 'supabase/migrations'),
    embeddedSqlDir: path.join(ROOT, 'supabase/embedded'),
  });
  const stopDatabase = atEnd(() => database.stop());
  const gateway = await startGateway(database.restUrl);
  const pool = new pg.Pool({ connectionString: database.dbUrl, max: 8 });
  pool.on('error', () => undefined);
  const { rows } = await pool.query(
    `with u as (insert into auth.users (id, email) values (gen_random_uuid(), 'bench-admin@example.com') returning id)
     insert into public.user_roles (user_id, role_id) select u.id, r.id from u, public.roles r where r.name = 'admin' returning user_id`,
  );
  const sign = (/** @type {string} */ user_id) =>
    new SignJWT({ role: 'authenticated', email: 'bench-admin@example.com' })
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject(user_id)
      .setAudience('authenticated')
      .setExpirationTime('12h')
      .sign(new TextEncoder().encode(database.jwtSecret));
  /** @type {Set<() => Promise<void>>} */
  const stops = new Set();
  return {
    db_url: database.dbUrl,
    rest_url: gateway.url,
    service_role_key: database.serviceRoleKey,
    token: await sign(rows[0].user_id),
    pool,
    node: async (role, env = {}) => {
      const service = await startService({
        args: ['--enable-source-maps', 'dist/main.js'],
        until: 'ready',
        env: {
          SUPABASE_URL: through.rest_url?.(gateway.url) ?? gateway.url,
          SUPABASE_SERVICE_ROLE_KEY: database.serviceRoleKey,
          SUPABASE_ANON_KEY: database.anonKey,
          SUPABASE_DB_URL: through.db_url?.(database.dbUrl) ?? database.dbUrl,
          SUPABASE_JWT_SECRET: database.jwtSecret,
          LINK_SECRET: SECRET,
          ENCRYPTION_KEY: SECRET,
          DATA_DIR: data_dir,
          ROLE: role,
          PORT: '0',
          LOG_LEVEL: 'warn',
          KALEYRA_SYNC_CRON: 'off',
          // All load comes from one address.
          WEBHOOK_RATE_PER_MINUTE: '10000000',
          ...env,
        },
      });
      const url = service.lines.get('api') ?? (service.lines.get('health') ?? '').replace('/health/ready', '');
      stops.add(service.stop);
      return { url, pid: service.child.pid ?? 0, stop: service.stop };
    },
    stop: async () => {
      for (const stop of stops) await stop();
      await pool.end();
      await gateway.close();
      await stopDatabase();
    },
  };
}

/** PostgREST below /rest/v1. @param {string} rest_url */
async function startGateway(rest_url) {
  const target = new URL(rest_url);
  const server = createServer((request, response) => {
    const forwarded = httpRequest(
      {
        host: target.hostname,
        port: target.port,
        method: request.method,
        path: (request.url ?? '').replace(/^\/rest\/v1/, ''),
        headers: request.headers,
      },
      (answer) => answer.pipe(response.writeHead(answer.statusCode ?? 500, answer.headers)),
    );
    forwarded.on('error', () => response.writeHead(503).end());
    request.pipe(forwarded);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const address = /** @type {net.AddressInfo} */ (server.address());
  const close = atEnd(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { url: `http://127.0.0.1:${address.port}`, close };
}

/** A way to a server that can fall silent without closing: nothing gets through, nobody is told. @param {number} port */
export async function startTunnel(port) {
  let silent = false;
  /** @type {Set<net.Socket>} */
  const sockets = new Set();
  const server = net.createServer((near) => {
    const far = net.connect(port, '127.0.0.1');
    for (const [one, other] of [
      [near, far],
      [far, near],
    ]) {
      sockets.add(one);
      one.on('data', (chunk) => void (silent || other.write(chunk)));
      one.on('error', () => undefined);
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const stop = atEnd(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return {
    port: /** @type {net.AddressInfo} */ (server.address()).port,
    /**
     * What is sent while it is silent is lost, as in a network that drops packets for longer than a connection lives.
     * @param {boolean} value
     */
    silence: (value) => {
      silent = value;
    },
    stop,
  };
}
