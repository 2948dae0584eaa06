import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { jwtVerify } from 'jose';
import { discardDamagedSecrets, loadSecrets, secretsFile } from './secrets.js';

const folder = mkdtempSync(path.join(tmpdir(), 'secrets-'));
const file = secretsFile(folder);
afterAll(() => rmSync(folder, { recursive: true }));

describe('the secrets of a data folder', () => {
  it('are not invented for a database that already has some', async () => {
    await expect(loadSecrets(folder, { mayCreate: false })).rejects.toThrow('secrets.json is gone');
  });

  it('are made once, for the owner alone', async () => {
    const made = await loadSecrets(folder, { mayCreate: true });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(await loadSecrets(folder, { mayCreate: true })).toEqual(made);
    expect(new Set(Object.values(made)).size).toBe(6);
  });

  it('hold keys that are signed, name their role and last for years', async () => {
    const { jwtSecret, anonKey, serviceRoleKey } = await loadSecrets(folder, { mayCreate: false });
    const inFiveYears = new Date(Date.now() + 5 * 365 * 86_400_000);
    for (const [role, key] of Object.entries({ anon: anonKey, service_role: serviceRoleKey })) {
      const { payload } = await jwtVerify(key, new TextEncoder().encode(jwtSecret), { currentDate: inFiveYears });
      expect(payload).toMatchObject({ role, iss: 'supabase' });
    }
  });

  it.each(['', '{', 'null', '[]', '{"jwtSecret":5}'])('are refused when damaged: %s', async (content) => {
    const original = readFileSync(file);
    writeFileSync(file, content);
    await expect(loadSecrets(folder, { mayCreate: true })).rejects.toThrow('secrets.json is damaged');
    writeFileSync(file, original);
  });

  it('survive a reset unless they are damaged', async () => {
    discardDamagedSecrets(folder);
    await expect(loadSecrets(folder, { mayCreate: false })).resolves.toBeDefined();
    writeFileSync(file, '{');
    discardDamagedSecrets(folder);
    await expect(loadSecrets(folder, { mayCreate: false })).rejects.toThrow('is gone');
  });
});
