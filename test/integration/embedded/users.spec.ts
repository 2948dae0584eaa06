import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { removeClusterHome } from '../../../src/supabase/embedded/clusterHome.js';
import { findUnprivilegedUser } from '../../../src/supabase/embedded/unprivilegedUser.js';
import { makeCheckout } from './checkout.js';
import { exited, expectOneLine, failInChild, makeFolder, removeFolders, running, startInChild } from './fixture.js';
import type { ChildOptions, ChildStart } from './fixture.js';

// Becoming somebody else takes root; what an ordinary user meets is what every other spec tests when run as one.
const describeAsRoot = process.getuid?.() === 0 ? describe : describe.skip;

const NOBODY = { uid: 65534, gid: 65534 };

/** Copies of programs that could not be used in place; those of an earlier run are somebody else's. */
const SHARED = ['/var/lib/customer-success-backend', path.join(tmpdir(), `customer-success-backend-${NOBODY.uid}`)];
const copies = (): string[] =>
  SHARED.filter((folder) => existsSync(folder)).flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => /^postgr(es|est)-/.test(name))
      .map((name) => path.join(folder, name)),
  );
const before = new Set(copies());

afterAll(() => {
  removeFolders();
  for (const copy of copies()) if (!before.has(copy)) rmSync(copy, { recursive: true, force: true });
});

/** Of the product's checkout: which tables the database has makes no difference to who may start it, and takes a second each time. */
const NO_MIGRATIONS = makeFolder(0o755);

async function whileUp(options: ChildOptions, work: (start: ChildStart['up']) => Promise<void> | void): Promise<void> {
  const { child, up } = await startInChild(options.checkout ? options : { ...options, migrationsDir: NO_MIGRATIONS });
  try {
    expect((await fetch(`${up.restUrl}/`, { headers: { authorization: `Bearer ${up.serviceRoleKey}` } })).status).toBe(404);
    await work(up);
  } finally {
    child.kill('SIGTERM');
    expect(await exited(child)).toBe(0);
  }
}

function location(dataDir: string): string {
  return (JSON.parse(readFileSync(path.join(dataDir, 'postgres.location.json'), 'utf8')) as { folder: string }).folder;
}

function ownerOf(pid: number | undefined): number {
  return statSync(`/proc/${pid}`).uid;
}

describeAsRoot('as root', () => {
  const database = findUnprivilegedUser();

  it('runs the database as somebody else', async () => {
    const dataDir = path.join(makeFolder(), 'data');
    await whileUp({ dataDir }, () => {
      const { postgres, postgrest } = running(path.join(dataDir, 'postgres'));
      expect(ownerOf(postgres[0])).toBe(database?.uid);
      expect(ownerOf(postgrest[0])).toBe(database?.uid);
      expect(statSync(path.join(dataDir, 'postgres')).uid).toBe(database?.uid);
      expect(statSync(path.join(dataDir, 'secrets.json'))).toMatchObject({ uid: 0 });
    });
  });

  it('lets the database user pass through an empty folder, but not through one that holds private files', async () => {
    const [empty, used] = [makeFolder(0o700), makeFolder(0o700)];
    writeFileSync(path.join(used, 'diary'), '');
    await whileUp({ dataDir: empty }, () => {
      expect(statSync(empty).mode & 0o777).toBe(0o711);
      expect(running(path.join(empty, 'postgres')).postgres).toHaveLength(1);
    });
    await whileUp({ dataDir: used }, () => {
      expect(statSync(used).mode & 0o777).toBe(0o700);
      expect(running(location(used)).postgres).toHaveLength(1);
    });
    removeClusterHome(used);
  });

  it('works from a checkout that only root can read, without the postinstall script, twice in a row', async () => {
    const checkout = makeCheckout({ mode: 0o700, postinstall: false });
    const dataDir = path.join(checkout, '.data');
    let home = '';
    await whileUp({ dataDir, checkout }, (up) => {
      expect(up.firstStart).toBe(true);
      home = location(dataDir);
      expect(statSync(home)).toMatchObject({ uid: database?.uid, mode: 0o40700 });
      expect(home.startsWith(checkout)).toBe(false);
      expect(running(home).postgres).toHaveLength(1);
    });
    await whileUp({ dataDir, checkout }, (up) => {
      expect(up.firstStart).toBe(false);
      expect(location(dataDir)).toBe(home);
    });
    // Somebody who deletes .data wants a new database.
    rmSync(dataDir, { recursive: true });
    await whileUp({ dataDir, checkout }, (up) => {
      expect(up.firstStart).toBe(true);
      expect(location(dataDir)).toBe(home);
    });
    removeClusterHome(dataDir);
    expect(existsSync(home)).toBe(false);
  });

  it('never mixes private data folders: not of two checkouts, not of a copy, not of one that moved away', async () => {
    const folder = makeFolder(0o700);
    const [first, copy, moved] = ['first', 'copy', 'moved'].map((name) => path.join(folder, name)) as [string, string, string];
    await whileUp({ dataDir: first }, () => undefined);
    cpSync(first, copy, { recursive: true });
    await whileUp({ dataDir: copy }, async (up) => {
      expect(up.firstStart).toBe(true);
      expect(location(copy)).not.toBe(location(first));
      await whileUp({ dataDir: first }, (original) => expect(original.firstStart).toBe(false));
    });

    const home = location(first);
    renameSync(first, moved);
    await whileUp({ dataDir: moved }, (up) => {
      expect(up.firstStart).toBe(false);
      expect(location(moved)).toBe(home);
    });
    await whileUp({ dataDir: first }, (up) => {
      expect(up.firstStart).toBe(true);
      expect(location(first)).not.toBe(home);
    });
    await whileUp({ dataDir: moved }, (up) => expect(up.firstStart).toBe(false));
    for (const dataDir of [first, copy, moved]) removeClusterHome(dataDir);
  });

  it('goes on as the user who made the database', async () => {
    const folder = makeFolder(0o777);
    const dataDir = path.join(folder, 'data');
    await whileUp({ dataDir, user: NOBODY }, (up) => {
      expect(up).toMatchObject({ firstStart: true, uid: NOBODY.uid });
    });
    // The data folder of an ordinary user lets nobody else pass, but its owner may.
    expect(statSync(dataDir).mode & 0o777).toBe(0o700);
    await whileUp({ dataDir }, (up) => {
      expect(up).toMatchObject({ firstStart: false, uid: 0 });
      expect(ownerOf(running(path.join(dataDir, 'postgres')).postgres[0])).toBe(NOBODY.uid);
    });
    await whileUp({ dataDir, user: NOBODY }, (up) => expect(up.firstStart).toBe(false));
  });
});

// Some containers let not even root mount.
const mountable = process.getuid?.() === 0 && spawnSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0;
(mountable ? describe : describe.skip)('a disk', () => {
  it.each([
    ['that cannot be written', 'ro,mode=755', /^Cannot create the data folder .*: the disk is read-only \(EROFS\)\.$/m],
    ['without room for a database', 'size=4m,mode=755', /the disk is full|No space left on device/],
  ])('%s is told in one line', async (_name, disk, words) => {
    const { code, stderr } = await failInChild({ dataDir: path.join(makeFolder(), 'data'), disk });
    expect(code).toBe(1);
    expectOneLine(stderr);
    expect(stderr).toMatch(words);
  });
});

describeAsRoot('as an ordinary user', () => {
  it('works from a checkout of its own, without the postinstall script, twice in a row', async () => {
    const checkout = makeCheckout({ mode: 0o700, owner: NOBODY, postinstall: false });
    const dataDir = path.join(checkout, '.data');
    for (const firstStart of [true, false]) {
      await whileUp({ dataDir, checkout, user: NOBODY }, (up) => {
        expect(up).toMatchObject({ firstStart, uid: NOBODY.uid });
        const { postgres, postgrest } = running(path.join(dataDir, 'postgres'));
        expect(ownerOf(postgres[0])).toBe(NOBODY.uid);
        expect(ownerOf(postgrest[0])).toBe(NOBODY.uid);
      });
    }
  });

  it('works from a checkout that it may read but not write', async () => {
    const checkout = makeCheckout({ mode: 0o755, postinstall: false });
    const folder = makeFolder(0o777);
    await whileUp({ dataDir: path.join(folder, 'data'), checkout, user: NOBODY }, (up) => expect(up.firstStart).toBe(true));
  });

  it('is told in one line that it may not write the data folder', async () => {
    const folder = makeFolder(0o755);
    const { code, stderr } = await failInChild({ dataDir: path.join(folder, 'data'), user: NOBODY });
    expect(code).toBe(1);
    expectOneLine(stderr);
    expect(stderr).toMatch(/^Cannot create the data folder .*: permission is denied \(EACCES\)\.$/m);

    const existing = path.join(folder, 'existing');
    mkdirSync(existing);
    const second = await failInChild({ dataDir: existing, user: NOBODY });
    expect(second.code).toBe(1);
    expectOneLine(second.stderr);
    expect(second.stderr).toMatch(/^Cannot write .*: permission is denied \(EACCES\)\.$/m);
  });
});
