// Owns the Postgres of one jest run, whose workers reach it over a socket: node clusterHost.ts <socket>.
import { chmodSync, mkdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import path from 'node:path';
import { startEmbeddedSupabase } from '../../src/supabase/embedded/embeddedSupabase.js';
import { errorMessage } from '../../src/supabase/embedded/embeddedSupabaseError.js';
import { SQL_FOLDERS, TestCluster } from './testCluster.js';

const socket = process.argv[2] ?? '';
let started: Promise<TestCluster> | undefined;
let prepared: Promise<string> | undefined;

/**
 * `GET /` tells where the cluster is; `POST` and `DELETE /?rest=<database>` start and stop its PostgREST; `GET /?prepared` is the data
 * folder of an embedded start that was stopped again, to be copied.
 */
async function answer(request: IncomingMessage): Promise<unknown> {
  const query = new URL(request.url ?? '/', 'http://host').searchParams;
  if (query.has('prepared')) return (prepared ??= prepareFolder());
  const cluster = await (started ??= TestCluster.start());
  const database = query.get('rest');
  if (!database) return cluster.facts;
  return request.method === 'DELETE' ? cluster.stopRest(database) : cluster.startRest(database);
}

async function prepareFolder(): Promise<string> {
  const dataDir = path.join(path.dirname(socket), 'prepared');
  for (const folder of [path.dirname(socket), dataDir]) {
    mkdirSync(folder, { recursive: true });
    // Started by root, the database runs as somebody else, who has to get there.
    chmodSync(folder, 0o711);
  }
  const supabase = await startEmbeddedSupabase({ dataDir, ...SQL_FOLDERS });
  await supabase.stop();
  return dataDir;
}

const server = createServer((request, response) => {
  answer(request).then(
    (body) => response.end(JSON.stringify(body ?? null)),
    (error: unknown) => response.writeHead(500).end(errorMessage(error)),
  );
});
server.listen(socket);

async function end(): Promise<void> {
  // One that failed to start has put itself away.
  const cluster = await started?.catch(() => undefined);
  await cluster?.stop();
  await prepared?.catch(() => undefined);
  rmSync(path.dirname(socket), { recursive: true, force: true });
  process.exit(0);
}

process.stdin
  .once('end', () => void end())
  .once('error', () => void end())
  .resume();
