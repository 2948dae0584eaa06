import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { canReach, findUnprivilegedUser } from './unprivilegedUser.js';

const line = (text: string): string[] => text.split(':');

describe('the user the database runs as', () => {
  const getuid = process.getuid;
  afterEach(() => {
    process.getuid = getuid;
  });

  it('is ourselves when we are an ordinary user', () => {
    process.getuid = () => 1000;
    expect(findUnprivilegedUser([line('postgres:x:101:104::/:')])).toBeUndefined();
  });

  it('is postgres, or else nobody, when we are root', () => {
    process.getuid = () => 0;
    const nobody = line('nobody:x:65534:65533:nobody:/nonexistent:/usr/sbin/nologin');
    expect(findUnprivilegedUser([nobody, line('postgres:x:101:104::/:')])).toEqual({ uid: 101, gid: 104 });
    expect(findUnprivilegedUser([line('root:x:0:0::/root:'), nobody])).toEqual({ uid: 65534, gid: 65533 });
  });

  it('is never root under another name, and a system without such a user is told so', () => {
    process.getuid = () => 0;
    expect(() => findUnprivilegedUser([line('postgres:x:0:0::/:')])).toThrow(
      /^Postgres does not run as root, and this system has no user 'postgres' or 'nobody'/,
    );
  });
});

describe('canReach', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'reach-'));
  const inner = path.join(folder, 'inner');
  const file = path.join(inner, 'file');
  mkdirSync(inner);
  writeFileSync(file, '');
  afterAll(() => rmSync(folder, { recursive: true }));
  const stranger = { uid: 54_321, gid: 54_321 };
  const owner = { uid: process.getuid?.() ?? 0, gid: 54_321 };

  it.each<[string, number, number, number, boolean]>([
    ['an open file', 0o755, 0o755, 0o644, true],
    ['a file in a folder one may only pass', 0o711, 0o711, 0o644, true],
    ['a private file', 0o755, 0o755, 0o600, false],
    ['an open file in a private folder', 0o755, 0o700, 0o644, false],
    ['an open file below a private folder', 0o700, 0o755, 0o644, false],
  ])('judges %s', (_, outerMode, innerMode, fileMode, reachable) => {
    chmodSync(folder, outerMode);
    chmodSync(inner, innerMode);
    chmodSync(file, fileMode);
    expect(canReach(file, stranger, 0o4)).toBe(reachable);
    expect(canReach(file, owner, 0o4)).toBe(true);
    expect(canReach(file, undefined, 0o4)).toBe(true);
  });

  it('lets the owner count as owner even where others may do more', () => {
    chmodSync(folder, 0o755);
    chmodSync(inner, 0o755);
    chmodSync(file, 0o077);
    expect(canReach(file, owner, 0o4)).toBe(false);
    expect(canReach(file, stranger, 0o4)).toBe(true);
  });
});
