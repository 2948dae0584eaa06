import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { claimDataDir, findInstance } from './instanceLock.js';
import { processStart } from './processes.js';

const folder = mkdtempSync(path.join(tmpdir(), 'lock-'));
const file = path.join(folder, 'instance.json');
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => rmSync(file, { force: true }));

describe('the claim on a data folder', () => {
  it('is given, refused to the next one, and given back', () => {
    const release = claimDataDir(folder);
    expect(findInstance(folder)).toBe(process.pid);
    expect(() => claimDataDir(folder)).toThrow(`Another instance (pid ${process.pid}) is using ${folder}`);
    release();
    expect(findInstance(folder)).toBeUndefined();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('of another live process stands', async () => {
    const other = spawn('sleep', ['60']);
    await new Promise((resolve) => other.once('spawn', resolve));
    writeFileSync(file, JSON.stringify({ pid: other.pid, started: processStart(other.pid ?? 0) }));
    expect(() => claimDataDir(folder)).toThrow(`Another instance (pid ${other.pid})`);
    other.kill();
    await new Promise((resolve) => other.once('exit', resolve));
    claimDataDir(folder)();
  });

  it('of a dead process is replaced, also when a stranger has its pid now', () => {
    for (const claim of [
      { pid: 2 ** 22 + 1, started: 'x' },
      { pid: process.pid, started: 'long ago' },
    ]) {
      writeFileSync(file, JSON.stringify(claim));
      const release = claimDataDir(folder);
      expect(findInstance(folder)).toBe(process.pid);
      release();
    }
  });

  it.each(['', '{"pid":', 'null', '5'])('that nobody can read (%s) is replaced', (content) => {
    writeFileSync(file, content);
    claimDataDir(folder)();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('given back late does not take away what somebody else has claimed since', () => {
    const release = claimDataDir(folder);
    const theirs = JSON.stringify({ pid: 1, started: 'since' });
    writeFileSync(file, theirs);
    release();
    expect(readdirSync(folder)).toEqual(['instance.json']);
  });
});
