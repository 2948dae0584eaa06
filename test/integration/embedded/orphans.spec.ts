import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startEmbeddedSupabase } from '../../../src/supabase/embedded/embeddedSupabase.js';
import { prepareDataFolder } from '../../support/preparedData.js';
import { until } from '../../support/until.js';
import { exited, expectOneLine, failInChild, optionsFor, removeFolders, running, startInChild, watchdogsOf } from './fixture.js';

afterAll(removeFolders);

/** Options for a data folder that holds a database already. */
async function optionsWithDatabase(): Promise<ReturnType<typeof optionsFor>> {
  const options = optionsFor();
  mkdirSync(options.dataDir, { mode: 0o711 });
  await prepareDataFolder(options.dataDir);
  return options;
}

async function settled(home: string): Promise<void> {
  await until(
    () => running(home),
    ({ postgres, postgrest }) => postgres.length + postgrest.length === 0,
    30,
  );
}

describe('a parent that is gone', () => {
  it('takes its children along, even after kill -9', async () => {
    const { dataDir } = await optionsWithDatabase();
    const home = path.join(dataDir, 'postgres');
    const { child } = await startInChild({ dataDir });
    expect(running(home)).toEqual({ postgres: [expect.any(Number)], postgrest: [expect.any(Number)] });
    child.kill('SIGKILL');
    await exited(child);
    await settled(home);
    expect(running(home)).toEqual({ postgres: [], postgrest: [] });
  });

  it('leaves no second server on the data folder when the next start finds its children alive', async () => {
    const options = await optionsWithDatabase();
    const home = path.join(options.dataDir, 'postgres');
    const { child } = await startInChild({ dataDir: options.dataDir });
    const orphans = running(home);
    // Without its watchdog the parent's death ends nobody: what a crash of the whole group would leave.
    for (const pid of watchdogsOf(child.pid ?? 0)) process.kill(pid, 'SIGKILL');
    child.kill('SIGKILL');
    await exited(child);
    await sleep(200);
    expect(running(home)).toEqual(orphans);

    const supabase = await startEmbeddedSupabase(options);
    try {
      expect(options.lines).toContain('Ended what an earlier start had left running');
      const now = running(home);
      expect(now).toEqual({ postgres: [expect.any(Number)], postgrest: [expect.any(Number)] });
      expect(now.postgres).not.toEqual(orphans.postgres);
      expect(now.postgrest).not.toEqual(orphans.postgrest);
      expect((await fetch(`${supabase.restUrl}/`)).status).toBe(404);
    } finally {
      await supabase.stop();
    }
  });

  it('can be followed at once, again and again', async () => {
    const { dataDir } = optionsFor();
    const home = path.join(dataDir, 'postgres');
    for (let round = 0; round < 3; round += 1) {
      const { child, up } = await startInChild({ dataDir });
      expect(up.firstStart).toBe(round === 0);
      expect(running(home).postgres).toHaveLength(1);
      child.kill('SIGKILL');
      await exited(child);
    }
    await settled(home);
  });

  it('is survived in the middle of the first start', async () => {
    const { dataDir } = optionsFor();
    const starting = startInChild({ dataDir }).catch((error: Error) => error);
    const home = path.join(dataDir, 'postgres');
    const [pid] = await until(
      () => running(home).postgres,
      (servers) => servers.length > 0,
      30,
      2,
    );
    // Postgres is up, roles and migrations are under way: nobody but Postgres is left to finish or undo them.
    const parent = await parentOf(pid!);
    process.kill(parent, 'SIGKILL');
    await starting;
    const { child, up } = await startInChild({ dataDir });
    expect((await fetch(`${up.restUrl}/`, { headers: { authorization: `Bearer ${up.serviceRoleKey}` } })).status).toBe(404);
    child.kill('SIGTERM');
    expect(await exited(child)).toBe(0);
    expect(running(home)).toEqual({ postgres: [], postgrest: [] });
  });
});

describe('a parent that is alive', () => {
  it('keeps its data folder to itself', async () => {
    const options = await optionsWithDatabase();
    const { child, up } = await startInChild({ dataDir: options.dataDir });
    try {
      const message = `Another instance (pid ${child.pid}) is using ${options.dataDir}`;
      await expect(startEmbeddedSupabase(options)).rejects.toThrow(message);
      const { code, stderr } = await failInChild({ dataDir: options.dataDir });
      expect(code).toBe(1);
      expectOneLine(stderr);
      expect(stderr).toContain(message);
      expect((await fetch(`${up.restUrl}/`)).status).toBe(404);
    } finally {
      child.kill('SIGTERM');
      await exited(child);
    }
  });

  it('wins alone when several start at the same moment, also over the claim of a dead one', async () => {
    const { dataDir } = await optionsWithDatabase();
    const first = await startInChild({ dataDir });
    first.child.kill('SIGKILL');
    await exited(first.child);
    const starts = await Promise.allSettled([1, 2, 3, 4].map(() => startInChild({ dataDir })));
    const winners = starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
    expect(winners).toHaveLength(1);
    expect(running(path.join(dataDir, 'postgres')).postgres).toHaveLength(1);
    for (const start of starts) {
      if (start.status === 'rejected') expect(String(start.reason)).toContain(`Another instance (pid ${winners[0]?.child.pid})`);
    }
    winners[0]?.child.kill('SIGTERM');
    if (winners[0]) await exited(winners[0].child);
  });

  it('alone hears Ctrl-C', async () => {
    const { dataDir } = await optionsWithDatabase();
    const home = path.join(dataDir, 'postgres');
    const { child, up } = await startInChild({ dataDir });
    const before = running(home);
    // A terminal signals the whole process group of what runs in the foreground.
    process.kill(-(child.pid ?? 0), 'SIGINT');
    await sleep(300);
    expect(running(home)).toEqual(before);
    expect((await fetch(`${up.restUrl}/`)).status).toBe(404);
    child.kill('SIGTERM');
    expect(await exited(child)).toBe(0);
  });
});

async function parentOf(pid: number): Promise<number> {
  const { readFile } = await import('node:fs/promises');
  return Number((await readFile(`/proc/${pid}/stat`, 'utf8')).replace(/^.*\)\s/s, '').split(' ')[1]);
}
