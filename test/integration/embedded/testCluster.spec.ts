import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createTestDatabase } from '../../support/database.js';
import { until } from '../../support/until.js';
import { exited, ROOT, running } from './fixture.js';

const sockets: string[] = [];
const hosts: ChildProcess[] = [];

afterAll(() => {
  // A test that failed leaves its host behind; its cluster ends with it.
  for (const host of hosts) host.stdin?.destroy();
  for (const folder of sockets) rmSync(folder, { recursive: true, force: true });
});

function answers(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    request({ socketPath: socket, path: '/' }, (response) => response.resume().on('end', () => resolve(true)))
      .on('error', () => resolve(false))
      .end();
  });
}

/** A host as jest's global set-up starts it, with its cluster up. */
async function startHost(): Promise<{ host: ChildProcess; folder: string }> {
  const folder = mkdtempSync(path.join(tmpdir(), 'cluster-'));
  sockets.push(folder);
  const socket = path.join(folder, 'host');
  const support = path.join(ROOT, 'test/support');
  const args = [
    '--disable-warning=ExperimentalWarning',
    '--import',
    path.join(support, 'typescript.mjs'),
    path.join(support, 'clusterHost.ts'),
    socket,
  ];
  const host = spawn(process.execPath, args, { detached: true, stdio: ['pipe', 'ignore', 'inherit'] });
  hosts.push(host);
  // There is a moment between the file and the listening.
  while (!(await answers(socket))) await sleep(10);
  const [name] = readdirSync(tmpdir()).filter((entry) => entry.startsWith(`customer-success-test-${host.pid}-`));
  return { host, folder: path.join(tmpdir(), name ?? '') };
}

describe('the cluster of a test run', () => {
  it('ends with the run, and its files with it', async () => {
    const { host, folder } = await startHost();
    expect(running(path.join(folder, 'postgres')).postgres).toHaveLength(1);
    // However jest's main process ends, its end of the pipe closes.
    host.stdin?.destroy();
    expect(await exited(host)).toBe(0);
    expect(running(path.join(folder, 'postgres')).postgres).toEqual([]);
    expect(existsSync(folder)).toBe(false);
  });

  it('ends even when its host is killed, and the next run removes the files', async () => {
    const { host, folder } = await startHost();
    host.kill('SIGKILL');
    await exited(host);
    await until(
      () => running(path.join(folder, 'postgres')).postgres,
      (servers) => servers.length === 0,
      30,
    );

    const next = await startHost();
    expect(existsSync(folder)).toBe(false);
    next.host.stdin?.destroy();
    await exited(next.host);
  });

  it('gives each test a database of its own, with the queue and a REST layer', async () => {
    const [first, second] = await Promise.all([createTestDatabase({ rest: true }), createTestDatabase()]);
    await first.pool.query('create table public.only_here (id int)');
    const { rows } = await second.pool.query(
      `select to_regclass('public.only_here') as other, to_regclass('graphile_worker.jobs') is not null as queue`,
    );
    expect(rows).toEqual([{ other: null, queue: true }]);
    expect((await fetch(`${first.restUrl}/`, { headers: { authorization: `Bearer ${first.anonKey}` } })).status).toBe(404);
    expect(second.restUrl).toBe('');
    await Promise.all([first.drop(), second.drop()]);
    await expect(fetch(first.restUrl)).rejects.toThrow();
    await first.drop();
  });
});
