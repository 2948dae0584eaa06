import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { SignJWT } from 'jose';
import type pg from 'pg';
import { startEmbeddedSupabase } from '../../src/supabase/embedded/embeddedSupabase.js';
import { openPool } from './pool.js';
import { prepareDataFolder } from './preparedData.js';
import { startStorageServer } from './storageServer.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const FLEET_SECRET = 'a secret that only the fleet knows, long enough';

/** One process of the built product. */
export interface FleetNode {
  role: 'api' | 'worker' | 'all';
  /** Where it answers. */
  url: string;
  process: ChildProcess;
  /** kill -9, and gone when it resolves. */
  kill(): Promise<void>;
  /** SIGTERM, and gone when it resolves. */
  stop(): Promise<void>;
  log(): string;
}

/** A database with any number of nodes on it, which may be killed; the database too. */
export interface Fleet {
  pool: pg.Pool;
  /** An admin's bearer token. */
  token: string;
  start(role: FleetNode['role'], environment?: Record<string, string>): Promise<FleetNode>;
  /** Ends Postgres the hard way; it comes back by itself, on the same port. */
  restartPostgres(): Promise<void>;
  close(): Promise<void>;
}

export interface FleetOptions {
  environment?: Record<string, string>;
  /** Folder that holds `dist`; the product's own by default. */
  product?: string;
}

export async function startFleet(options: FleetOptions = {}): Promise<Fleet> {
  const data_dir = mkdtempSync(path.join(tmpdir(), 'fleet-'));
  // Started by root, the database runs as somebody else, who has to get there.
  chmodSync(data_dir, 0o711);
  await prepareDataFolder(data_dir);
  const database = await startEmbeddedSupabase({
    dataDir: data_dir,
    migrationsDir: path.join(ROOT, 'supabase/migrations'),
    embeddedSqlDir: path.join(ROOT, 'supabase/embedded'),
  });
  const pool = openPool(database.dbUrl, 8);
  const storage = await startStorageServer(database.serviceRoleKey);
  const gateway = await startGateway(database.restUrl, storage.url);
  const nodes = new Set<FleetNode>();
  const token = await adminToken(pool, database.jwtSecret);

  const start = async (role: FleetNode['role'], environment: Record<string, string> = {}): Promise<FleetNode> => {
    const node = await startNode(options.product ?? ROOT, role, {
      SUPABASE_URL: gateway.url,
      SUPABASE_SERVICE_ROLE_KEY: database.serviceRoleKey,
      SUPABASE_ANON_KEY: database.anonKey,
      SUPABASE_DB_URL: database.dbUrl,
      SUPABASE_JWT_SECRET: database.jwtSecret,
      LINK_SECRET: FLEET_SECRET,
      ENCRYPTION_KEY: FLEET_SECRET,
      DATA_DIR: data_dir,
      ROLE: role,
      PORT: '0',
      LOG_LEVEL: 'warn',
      KALEYRA_SYNC_CRON: 'off',
      DRAIN_TIME: '0s',
      MAIL_ALLOW_PRIVATE: '127.0.0.1,localhost',
      ...options.environment,
      ...environment,
    });
    nodes.add(node);
    node.process.once('exit', () => nodes.delete(node));
    return node;
  };

  return {
    pool,
    token,
    start,
    restartPostgres: async () => {
      const pid = Number(readFileSync(path.join(await postgresFolder(pool), 'postmaster.pid'), 'utf8').split('\n')[0]);
      process.kill(pid, 'SIGQUIT');
      const deadline = Date.now() + 30_000;
      await sleep(100);
      while (Date.now() < deadline) {
        try {
          await pool.query('select 1');
          return;
        } catch {
          await sleep(50);
        }
      }
      throw new Error('Postgres did not come back within 30 s.');
    },
    close: async () => {
      await Promise.all([...nodes].map((node) => node.stop()));
      await pool.end();
      await gateway.close();
      await storage.stop();
      await database.stop();
      rmSync(data_dir, { recursive: true, force: true });
    },
  };
}

async function postgresFolder(pool: pg.Pool): Promise<string> {
  const { rows } = await pool.query<{ folder: string }>(`select current_setting('data_directory') as folder`);
  return rows[0]!.folder;
}

async function adminToken(pool: pg.Pool, secret: string): Promise<string> {
  const { rows } = await pool.query<{ user_id: string }>(
    `with u as (insert into auth.users (id, email) values (gen_random_uuid(), 'fleet-admin@example.com') returning id)
     insert into public.user_roles (user_id, role_id) select u.id, r.id from u, public.roles r where r.name = 'admin' returning user_id`,
  );
  return new SignJWT({ role: 'authenticated', email: 'fleet-admin@example.com' })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(rows[0]!.user_id)
    .setAudience('authenticated')
    .setExpirationTime('12h')
    .sign(new TextEncoder().encode(secret));
}

/** PostgREST below /rest/v1 and the file store below /storage/v1, as a hosted project serves them. */
async function startGateway(rest_url: string, storage_url: string): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    const target = new URL(request.url!.startsWith('/storage/v1/') ? storage_url : rest_url);
    const forwarded = httpRequest(
      {
        host: target.hostname,
        port: target.port,
        method: request.method,
        path: request.url!.replace(/^\/rest\/v1/, ''),
        headers: request.headers,
      },
      (answer) => answer.pipe(response.writeHead(answer.statusCode!, answer.headers)),
    );
    forwarded.on('error', () => response.writeHead(503).end());
    request.pipe(forwarded);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}

async function startNode(product: string, role: FleetNode['role'], environment: Record<string, string>): Promise<FleetNode> {
  const child = spawn(process.execPath, ['--enable-source-maps', 'dist/main.js'], {
    cwd: product,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, NODE_OPTIONS: '', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  child.stderr.on('data', (chunk: Buffer) => (log = `${log}${chunk.toString()}`.slice(-200_000)));
  const lines = new Map<string, string>();
  await new Promise<void>((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const whole = text.split('\n');
      text = whole.pop()!;
      for (const line of whole) lines.set(line.split(' ')[0]!, line.slice(line.indexOf(' ') + 1));
      if (lines.has('ready')) resolve();
    });
    child.once('exit', (code) => reject(new Error(`A node ended with ${code} before it was ready: ${log}`)));
  });
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    const patience = setTimeout(() => child.kill('SIGKILL'), 20_000);
    await gone;
    clearTimeout(patience);
  };
  const url = lines.get('api') ?? lines.get('health')!.replace('/health/ready', '');
  return { role, url, process: child, log: () => log, kill: () => end('SIGKILL'), stop: () => end('SIGTERM') };
}
