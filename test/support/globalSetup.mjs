import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

/**
 * Start the process that owns this run's Postgres. It starts Postgres only when the first test asks for a database,
 * so a run of unit specs alone does not pay for one, and nobody waits for it here.
 * @param {{ rootDir: string }} globalConfig
 */
export default async function globalSetup({ rootDir }) {
  const support = path.join(rootDir, 'test/support');
  const socket = path.join(mkdtempSync(path.join(tmpdir(), 'cluster-')), 'host');
  // Our end of its stdin closes with us, however we die: that is how it learns that the run is over.
  const host = spawn(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      '--import',
      path.join(support, 'typescript.mjs'),
      path.join(support, 'clusterHost.ts'),
      socket,
    ],
    { cwd: rootDir, detached: true, stdio: ['pipe', 'ignore', 'inherit'] },
  );
  host.unref();
  if (host.stdin instanceof Socket) host.stdin.unref();
  globalThis.testClusterHost = host;
  process.env['TEST_CLUSTER_SOCKET'] = socket;
}
