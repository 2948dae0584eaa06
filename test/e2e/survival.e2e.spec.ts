import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createClient } from '@supabase/supabase-js';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ImportDetailDto } from '../../src/common/imports/dto/import.dto.js';
import type { CallDashboardOverviewDto } from '../../src/kaleyraVoice/dto/callDashboard.dto.js';
import type { CallSyncRunDto } from '../../src/kaleyraVoice/dto/callSync.dto.js';
import { findFreePort } from '../../src/supabase/embedded/freePort.js';
import { type Product, startProduct } from '../support/product.js';
import { until } from '../support/until.js';

const DAY_MS = 86_400_000;
const day = (days_ago: number) => new Date(Date.now() + 5.5 * 3_600_000 - days_ago * DAY_MS).toISOString().slice(0, 10);

let product: Product;

async function call<T>(method: string, url: string, body?: object): Promise<{ status: number; body: T }> {
  const response = await fetch(`${product.api}${url}`, {
    method,
    headers: { authorization: `Bearer ${product.token}`, ...(body ? { 'content-type': 'application/json' } : {}) },
    body: body ? JSON.stringify(body) : undefined,
  });
  return { status: response.status, body: (await response.json()) as T };
}

/** Processes whose command line holds this text, as `ps` tells. */
function pidsOf(text: string): number[] {
  return execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(text) && !line.includes('ps -eo'))
    .map((line) => Number(line.trim().split(' ')[0]));
}

describe('the product', () => {
  let data_dir: string;
  let sandbox: ChildProcess;
  let sandboxUrl: string;
  let supabase_port: number;

  beforeAll(async () => {
    data_dir = mkdtempSync(path.join(tmpdir(), 'survival-'));
    supabase_port = await findFreePort();
    // A provider in a process of its own: it does not die with us.
    sandbox = spawn(process.execPath, ['dist/providers/kaleyra/kaleyraSandbox.main.js', '--rows-per-day', '700', '--days-back', '12'], {
      env: { ...process.env, NODE_OPTIONS: '' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(sandbox.stdout!, 'data')) as [Buffer];
    sandboxUrl = /sandbox (\S+)/.exec(line.toString())![1]!;
  });
  afterAll(async () => {
    if (product?.process.exitCode === null) product.process.kill('SIGKILL');
    sandbox?.kill();
    rmSync(data_dir, { recursive: true, force: true });
  });

  const start = () =>
    startProduct({
      data_dir,
      environment: {
        KALEYRA_API_KEY: 'sandbox-key',
        KALEYRA_BASE_URL: sandboxUrl,
        KALEYRA_MAX_REQUESTS_PER_SECOND: '0',
        KALEYRA_SYNC_WAIT_SECONDS: '0',
        SUPABASE_PORT: String(supabase_port),
      },
    });
  const control = (method: string, place: string, body?: object) =>
    fetch(new URL(`/sandbox/${place}`, sandboxUrl), { method, body: body ? JSON.stringify(body) : undefined }).then((response) =>
      response.json(),
    );

  const imported = async (id: string) => (await call<ImportDetailDto>('GET', `/customers/imports/${id}`)).body;
  let import_id: string;

  it('goes on with a sync after kill -9, losing and doubling nothing', async () => {
    product = await start();
    // One row in fifty is bad, and every tenth is about somebody of an earlier one.
    const rows = Array.from({ length: 5_000 }, (_, n) => (n % 50 === 7 ? 'no address,Bad' : `survivor${n % 4_500}@example.com,Row ${n}`));
    const upload = await fetch(`${product.api}/customers/imports?filename=survivors.csv`, {
      method: 'POST',
      headers: { authorization: `Bearer ${product.token}`, 'content-type': 'text/csv' },
      body: ['email,name', ...rows].join('\n'),
    });
    import_id = ((await upload.json()) as ImportDetailDto).id;
    await until(
      () => imported(import_id),
      ({ state }) => state === 'previewed',
    );
    await control('POST', 'faults', { kind: 'slow', ms: 120, times: 0 });
    const { status, body } = await call<{ run_id: string }>('POST', '/calls/sync', { from_date: day(6), to_date: day(1) });
    expect(status).toBe(202);
    const run = () => call<CallSyncRunDto>('GET', `/calls/sync/runs/${body.run_id}`).then((answer) => answer.body);
    const before = await until(run, ({ pages }) => pages >= 3);
    // However long the import takes to get going, the kill finds the sync in the middle.
    await control('POST', 'faults', { kind: 'stall', times: 0 });
    expect((await call('POST', `/customers/imports/${import_id}/run`)).status).toBe(200);
    const { done } = await until(
      () => imported(import_id),
      (one) => one.done >= 500,
    );
    product.process.kill('SIGKILL');
    await once(product.process, 'exit');
    expect(done).toBeLessThan(5_000);
    await control('DELETE', 'faults');
    await control('DELETE', 'requests');

    product = await start();
    const after = await until(run, ({ state }) => state === 'succeeded' || state === 'failed');
    expect(after).toMatchObject({ state: 'succeeded', updated: 0, unchanged: 0 });
    // It did not begin again: the first day was read before the kill.
    const { requests } = (await control('GET', 'requests')) as { requests: { params: { fromdate: string; page: string } }[] };
    expect(requests[0]!.params).not.toMatchObject({ fromdate: day(6).replaceAll('-', '/'), page: '1' });
    expect(before.synced).toBeLessThan(after.synced);

    const overview = (await call<CallDashboardOverviewDto>('GET', `/calls/dashboard/overview?start_date=${day(6)}&end_date=${day(1)}`))
      .body;
    const books = (await control('GET', `books?from=${overview.start_date}&to=${overview.end_date}`)) as {
      legs: Record<string, number>;
      by_status: Record<string, number>;
    };
    expect(overview.call_volume).toMatchObject(books.legs);
    expect(Object.fromEntries(overview.status_breakdown.map((entry) => [entry.status, entry.count]))).toEqual(books.by_status);
    expect(after.synced).toBe(books.legs.total);
  });

  it('goes on with the import that the same kill stopped, to what its preview said', async () => {
    const after = await until(
      () => imported(import_id),
      ({ state }) => state !== 'running',
    );
    const { created, updated, unchanged, failed } = after;
    expect(after).toMatchObject({ state: 'done', done: 5_000, preview: { created, updated, unchanged, failed } });
    expect([created + updated + unchanged, failed]).toEqual([4_900, 100]);
    const total = async (path: string) => (await call<{ total: number }>('GET', path)).body.total;
    expect(await total('/customers?search=survivor&limit=1')).toBe(created);
    expect(await total(`/customers/imports/${import_id}/errors?limit=1`)).toBe(100);
  });

  it('stops cleanly in the middle of a sync, and the next start finishes it', async () => {
    await control('POST', 'faults', { kind: 'slow', ms: 120, times: 0 });
    const { body } = await call<{ run_id: string }>('POST', '/calls/sync', { from_date: day(11), to_date: day(8) });
    const run = () => call<CallSyncRunDto>('GET', `/calls/sync/runs/${body.run_id}`).then((answer) => answer.body);
    await until(run, ({ pages }) => pages >= 2);
    await product.stop();
    expect(product.process.exitCode).toBe(0);
    await control('DELETE', 'faults');
    product = await start();
    const after = await until(run, ({ state }) => state === 'succeeded' || state === 'failed');
    expect(after).toMatchObject({ state: 'succeeded', updated: 0, unchanged: 0 });
  });

  it('answers 503 while the database is away, stays up, recovers by itself, and goes on with the sync that was under way', async () => {
    const { pid } = product.process;
    await control('POST', 'faults', { kind: 'slow', ms: 120, times: 0 });
    const { body: started } = await call<{ run_id: string }>('POST', '/calls/sync', { from_date: day(7), to_date: day(7) });
    const run = () => call<CallSyncRunDto>('GET', `/calls/sync/runs/${started.run_id}`).then((answer) => answer.body);
    await until(run, ({ pages }) => pages >= 1);
    const postmaster = Number(readFileSync(path.join(data_dir, 'postgres', 'cluster', 'postmaster.pid'), 'utf8').split('\n')[0]);
    const statuses = new Set<number>();
    process.kill(postmaster, 'SIGKILL');
    await until(
      async () => {
        const answers = await Promise.all(
          ['/calls/dashboard/overview?range=7d', '/calls/dashboard/call-list?range=7d', '/calls/sync/runs'].map((url) =>
            call<{ code?: string }>('GET', url),
          ),
        );
        for (const { status, body } of answers) {
          statuses.add(status);
          if (status !== 200) expect(body.code).toBe('database_unavailable');
        }
        return answers.every(({ status }) => status === 200);
      },
      (healed) => healed && statuses.has(503),
    );
    expect([...statuses].sort()).toEqual([200, 503]);
    await control('DELETE', 'faults');
    // Its job failed while nobody could note that.
    expect(await until(run, ({ state }) => state === 'succeeded' || state === 'failed')).toMatchObject({ state: 'succeeded' });
    expect([product.process.pid, product.process.exitCode]).toEqual([pid, null]);
    await until(
      () => call<{ status: string }>('GET', '/health/ready'),
      ({ status }) => status === 200,
    );
  });

  it('lets supabase-js read tables at the printed address, on the port that was set', async () => {
    const { supabase, anon } = Object.fromEntries(
      product
        .output()
        .split('\n')
        .map((line) => line.split(' ')),
    ) as Record<string, string>;
    expect(supabase).toBe(`http://127.0.0.1:${supabase_port}`);
    // Node 20 has no web sockets, which the library wants to see without using them.
    const realtime = { transport: class {} as never };
    const visitor = createClient(supabase!, anon!, { realtime });
    const user = createClient(supabase!, anon!, { realtime, accessToken: () => Promise.resolve(product.token) });
    expect(await visitor.from('roles').select('name')).toMatchObject({ data: null, error: { code: '42501' } });
    const { data, count } = await user.from('roles').select('name', { count: 'exact' }).eq('full_access', true);
    expect([data, count]).toEqual([[{ name: 'admin' }], 1]);
    expect((await user.from('roles').insert({ name: 'not_by_hand' })).error).toMatchObject({ code: '42501' });

    const raw = (place: string, init?: RequestInit) =>
      fetch(`${supabase}${place}`, { ...init, headers: { origin: 'http://localhost:8080' } });
    // As before there was the prefix, and as browsers ask beforehand.
    expect((await raw('/roles?select=name')).status).toBe(401);
    expect((await raw('/rest/v1/roles', { method: 'OPTIONS' })).headers.get('access-control-allow-origin')).toBe('*');
    const { error } = await visitor.auth.signInWithPassword({ email: 'a@example.com', password: 'b' });
    expect(error?.message).toContain('The embedded Supabase has no /auth/v1: sign in with POST /auth/login');
  });

  it('leaves nothing running after a stop', async () => {
    await product.stop();
    expect(product.process.exitCode).toBe(0);
    expect(pidsOf(data_dir)).toEqual([]);
  });
});

describe('a start that cannot work', () => {
  const fail = (environment: Record<string, string>) =>
    startProduct({ empty: true, environment }).then(
      async (started) => {
        await started.stop();
        return 'it started';
      },
      (error: Error) => error.message,
    );

  it('says each wrong setting in one line and ends with a code', async () => {
    const words = await fail({ BUSINESS_TIMEZONE: 'Mars/Olympus', ROLE: 'boss' });
    expect(words).toContain('ended with 1');
    expect(words).toContain("ROLE must be one of all, api, worker, not 'boss'.\nBUSINESS_TIMEZONE must be an IANA time zone");
  });

  it('says that its port is taken, or that of supabase-js', async () => {
    const { createServer } = await import('node:net');
    const squatter = createServer().listen(0, '127.0.0.1');
    await once(squatter, 'listening');
    const { port } = squatter.address() as { port: number };
    expect(await fail({ PORT: String(port) })).toContain(`port ${port} is taken`);
    expect(await fail({ SUPABASE_PORT: String(port) })).toContain(`SUPABASE_PORT: port ${port} is taken.`);
    squatter.close();
  });
});
