import { spawn } from 'node:child_process';
import { symlinkSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { endProcess, findProcesses, isRunning, processStart } from './processes.js';

const folder = mkdtempSync(path.join(tmpdir(), 'processes-'));
const program = path.join(folder, 'postgrest');
symlinkSync(process.execPath, program);
afterAll(() => rmSync(folder, { recursive: true }));

async function run(script: string, argument: string) {
  const child = spawn(program, ['-e', `${script}; setInterval(() => {}, 1000); console.log('up')`, argument], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await new Promise((resolve) => child.stdout.once('data', resolve));
  return child;
}

describe('a process', () => {
  it('is found by its program and an argument, both whole', async () => {
    const child = await run('', path.join(folder, 'a.conf'));
    expect(findProcesses('postgrest', path.join(folder, 'a.conf'))).toEqual([child.pid]);
    expect(findProcesses('postgrest', path.join(folder, 'a'))).toEqual([]);
    expect(findProcesses('postgres', path.join(folder, 'a.conf'))).toEqual([]);
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('exit', resolve));
    expect(findProcesses('postgrest', path.join(folder, 'a.conf'))).toEqual([]);
  });

  it('is known by when it started', async () => {
    const child = await run('', 'b');
    const pid = child.pid ?? 0;
    expect(processStart(pid)).toBe(processStart(pid));
    expect(processStart(pid)).not.toBe(processStart(process.pid));
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('exit', resolve));
    expect(processStart(pid)).toBeUndefined();
    expect(isRunning(pid)).toBe(false);
  });

  it('that does not listen is made to end', async () => {
    const child = await run(`process.on('SIGTERM', () => {})`, 'c');
    expect(await endProcess(child.pid ?? 0, { ask: 'SIGTERM', insist: 'SIGKILL', patienceMs: 200 })).toBe(true);
    expect(isRunning(child.pid ?? 0)).toBe(false);
  });

  it('that is gone already is no fault', async () => {
    expect(await endProcess(2 ** 22 + 1, { ask: 'SIGTERM', insist: 'SIGKILL', patienceMs: 200 })).toBe(true);
  });
});
