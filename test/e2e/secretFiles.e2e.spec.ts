import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startProduct } from '../support/product.js';

const data_dir = mkdtempSync(path.join(tmpdir(), 'secret-files-'));
const file = (name: string) => path.join(data_dir, name);
const environment = { SANDBOX_PROFILE: 'none' };
afterAll(() => rmSync(data_dir, { recursive: true, force: true }));

/** What the start says when it refuses. */
const refusal = (more: Record<string, string> = {}) =>
  startProduct({ data_dir, environment: { ...environment, ...more } }).then(
    async (product) => {
      await product.stop();
      return 'it started';
    },
    (error: Error) => error.message,
  );

describe('the secrets of an installation', () => {
  beforeAll(async () => {
    const product = await startProduct({ data_dir, environment });
    expect(product.log()).not.toContain('chmod');
    await product.stop();
  });

  it.each(['link-secret', 'encryption-key', 'demo-password', 'secrets.json'])('are for the owner alone: %s', (name) => {
    expect(statSync(file(name)).mode & 0o777).toBe(0o600);
  });

  it.each([
    ['link-secret', '', /link-secret is damaged: .*set LINK_SECRET/],
    ['encryption-key', 'ab\n', /encryption-key is damaged: .*set ENCRYPTION_KEY/],
    ['secrets.json', '{"jwtSecret":"short"}', /secrets\.json is damaged \(.*jwtSecret.*\)/],
    ['demo-password', '', /demo-password is damaged/],
  ])('are not used when damaged: %s holding %j', async (name, content, expected) => {
    const original = readFileSync(file(name), 'utf8');
    writeFileSync(file(name), content);
    const line = await refusal();
    expect(line).toMatch(expected);
    expect(line.slice(line.indexOf('was ready: ')).trim()).not.toContain('\n');
    writeFileSync(file(name), original);
  });

  it.each(['link-secret', 'encryption-key'])('are not made anew beside data that need them: %s', async (name) => {
    const original = readFileSync(file(name), 'utf8');
    rmSync(file(name));
    expect(await refusal()).toMatch(new RegExp(`${name} is gone, but there are data that need it: restore the file, or set`));
    writeFileSync(file(name), original, { mode: 0o600 });
  });

  it('that others can read are complained about', async () => {
    chmodSync(file('link-secret'), 0o644);
    const product = await startProduct({ data_dir, environment });
    expect(product.log()).toMatch(/link-secret.*run chmod 600/);
    await product.stop();
  });

  it('in settings are checked too', async () => {
    expect(await refusal({ LINK_SECRET: 'short' })).toContain('LINK_SECRET must have at least 32 characters.');
    expect(await refusal({ ENCRYPTION_KEYS_OLD: `${'x'.repeat(32)},short` })).toContain(
      'ENCRYPTION_KEYS_OLD must have at least 32 characters.',
    );
    expect(await refusal({ KALEYRA_API_KEY: 'with a space' })).toContain('KALEYRA_API_KEY must have at least 8 printable ASCII characters');
  });
});
