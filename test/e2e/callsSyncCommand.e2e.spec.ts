import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Product, startProduct } from '../support/product.js';

const DAY_MS = 86_400_000;
const day = (days_ago: number) =>
  new Date(Date.now() + 5.5 * 3_600_000 - days_ago * DAY_MS).toISOString().slice(0, 10).replaceAll('-', '/');

let data_dir: string;
let product: Product;

/** The command as a person runs it; resolves with what it printed and its exit code. */
function command(args: string[], environment: Record<string, string> = {}): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, ['dist/start/callsSync.main.js', ...args], {
    env: { ...process.env, NODE_OPTIONS: '', DATA_DIR: data_dir, KALEYRA_SYNC_CRON: 'off', ...environment },
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  return new Promise((resolve) => child.once('exit', (code) => resolve({ code, out, err })));
}

describe('npm run calls:sync', () => {
  beforeAll(async () => {
    data_dir = mkdtempSync(path.join(tmpdir(), 'calls-sync-'));
    product = await startProduct({ data_dir });
  });
  afterAll(async () => {
    await product.stop();
    rmSync(data_dir, { recursive: true, force: true });
  });

  it('lets the running product fetch the days, showing how far it is', async () => {
    const { code, out } = await command(['--from', day(6), '--to', day(3)]);
    expect(code).toBe(0);
    expect(out).toMatch(/100% \| 4\/4 days/);
    expect(out).toMatch(/synced (\d+) rows of \S+ to \S+: \1 new, 0 changed, 0 unchanged, 0 unreadable/);
  });

  it('says what is wrong with its dates', async () => {
    const { code, err } = await command(['--from', day(1), '--to', day(3)]);
    expect([code, err]).toEqual([1, expect.stringMatching(/^to_date must not come before from_date\nUsage: /)]);
    expect((await command(['--since', day(1)])).err).toMatch(/--since[^]*Usage: /);
  });

  it('tells a provider that fails, and goes on the next time', async () => {
    const control = (method: string, body?: object) => fetch(`${product.sandbox}faults`, { method, body: body && JSON.stringify(body) });
    await control('POST', { kind: 'wrong_key', times: 0 });
    const failed = await command(['--from', day(9), '--to', day(8)]);
    expect([failed.code, failed.err]).toEqual([1, expect.stringMatching(/^provider_unauthorised: .*run the command again/)]);
    await control('DELETE');
    expect((await command(['--from', day(9), '--to', day(8)])).code).toBe(0);
  });

  // The last: the product is not started again.
  it('starts what it needs when nothing runs, and stops it again', async () => {
    await product.stop();
    const { code, out } = await command(['--from', day(6), '--to', day(3)]);
    expect(code).toBe(0);
    expect(out).toMatch(/: 0 new, 0 changed, \d+ unchanged/);
  });
});
