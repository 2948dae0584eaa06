import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { discardDamagedKeyFiles, ENCRYPTION_KEY_FILE, LINK_SECRET_FILE, makeKeyFiles, readKeyFile } from './keyFiles.js';
import { isOpenToOthers, writePrivateFile } from './privateFile.js';

const folder = mkdtempSync(path.join(tmpdir(), 'key-files-'));
const file = path.join(folder, LINK_SECRET_FILE.name);
afterAll(() => rmSync(folder, { recursive: true }));

describe('the secrets beside a database', () => {
  it('are refused when they are gone, with what to do', () => {
    expect(() => readKeyFile(folder, LINK_SECRET_FILE)).toThrow(
      /link-secret is gone, but there are data that need it: restore the file, or set LINK_SECRET/,
    );
  });

  it('are made once, for the owner alone, and leave no draft behind', () => {
    makeKeyFiles(folder);
    const made = [LINK_SECRET_FILE, ENCRYPTION_KEY_FILE].map((one) => readKeyFile(folder, one));
    makeKeyFiles(folder);
    expect([LINK_SECRET_FILE, ENCRYPTION_KEY_FILE].map((one) => readKeyFile(folder, one))).toEqual(made);
    expect(new Set(made).size).toBe(2);
    expect(made[0]).toMatch(/^[\w-]{32}$/);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder).sort()).toEqual(['encryption-key', 'link-secret']);
  });

  it.each(['', '\n', 'ab', 'x'.repeat(31), `${'x'.repeat(40)}\n${'y'.repeat(40)}`, `${'x'.repeat(40)}\u0000`, 'ü'.repeat(40)])(
    'are refused when damaged: %j',
    (content) => {
      writeFileSync(file, content);
      expect(() => readKeyFile(folder, LINK_SECRET_FILE)).toThrow(/link-secret is damaged: it must hold one line of at least 32 printable/);
    },
  );

  it('make room when they are damaged and the database is new', () => {
    const key = readKeyFile(folder, ENCRYPTION_KEY_FILE);
    discardDamagedKeyFiles(folder);
    makeKeyFiles(folder);
    expect(readKeyFile(folder, LINK_SECRET_FILE)).toMatch(/^[\w-]{32}$/);
    expect(readKeyFile(folder, ENCRYPTION_KEY_FILE)).toBe(key);
  });
});

describe('a private file', () => {
  it('is written over another one for the owner alone, whatever that was', () => {
    chmodSync(file, 0o644);
    expect(isOpenToOthers(file)).toBe(true);
    writePrivateFile(file, 'new');
    expect([readFileSync(file, 'utf8'), isOpenToOthers(file)]).toEqual(['new', false]);
  });

  it('leaves what was there when it cannot be written', () => {
    expect(() => writePrivateFile(path.join(folder, 'no', 'such', 'folder'), 'x')).toThrow('ENOENT');
    expect(isOpenToOthers(path.join(folder, 'nothing'))).toBe(false);
  });
});
