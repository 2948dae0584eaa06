// Owns the Postgres of one jest run, whose workers reach it over a socket: node clusterHost.ts <socket>.
import { rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import path from 'node:path';
import { errorMessage } from '../../src/supabase/embedded/embeddedSupabaseError.js';
import { TestCluster } from './testCluster.js';

const socket = process.argv[2] ?? '';
let started: Promise<TestCluster> | undefined;

/** `GET /` tells where the cluster is; `POST` and `DELETE /?rest=<database>` start and stop its PostgREST. */
async function answer(request: IncomingMessage): Promise<unknown> {
  const cluster = await (started ??= TestCluster.start());
  const database = new URL(request.url ?? '/', 'http://host').searchParams.get('rest');
  if (!database) return cluster.facts;
  return request.method === 'DELETE' ? cluster.stopRest(database) : cluster.startRest(database);
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
  rmSync(path.dirname(socket), { recursive: true, force: true });
  process.exit(0);
}

process.stdin
  .once('end', () => void end())
  .once('error', () => void end())
  .resume();
