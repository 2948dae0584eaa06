// Processes of the bench: every one is ended with it, whatever happens.
import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { clearTimeout } from 'node:timers';
import { fileURLToPath } from 'node:url';

/** The folder that holds package.json. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** After this a program that was asked to end is killed. */
const STOP_SECONDS = 60;

/** @type {Set<() => unknown>} */
const farewells = new Set();

/** Does this at the end of the bench, unless it is done before. @param {() => unknown} work @returns {() => Promise<void>} does it now */
export function atEnd(work) {
  farewells.add(work);
  return async () => {
    if (farewells.delete(work)) await work();
  };
}

/** Undoes this at the end of the bench unless it came to its end. @template T @param {() => unknown} undo @param {() => Promise<T>} work */
export async function unlessFinished(undo, work) {
  farewells.add(undo);
  const result = await work();
  farewells.delete(undo);
  return result;
}

/** Last things first. */
export async function cleanUp() {
  for (const work of [...farewells].reverse()) {
    farewells.delete(work);
    await Promise.resolve()
      .then(work)
      .catch((/** @type {Error} */ error) => console.error(`clean-up: ${error.message}`));
  }
}

/** A folder that goes with the bench. The database user has to pass through, so it is not private; what is in it is. */
export function temporaryFolder(name = 'bench') {
  const folder = mkdtempSync(path.join(tmpdir(), `customer-success-${name}-`));
  chmodSync(folder, 0o711);
  atEnd(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/**
 * @typedef {object} Service
 * @property {import('node:child_process').ChildProcess} child
 * @property {Map<string, string>} lines what it printed: the first word of a line, and the rest
 * @property {number} ready_ms from the spawn to the line that was waited for
 * @property {() => Promise<void>} stop
 */

/**
 * Starts a program that prints `<name> <value>` lines, and waits for one of them.
 * @param {{ file?: string, args: string[], until: string, cwd?: string, env?: Record<string, string>, pid?: () => number | undefined,
 * log_file?: string }} program
 *   `pid` says whom to ask for the end, when it is not the program itself
 * @returns {Promise<Service>}
 */
export async function startService({ file = process.execPath, args, until, cwd = ROOT, env = {}, pid, log_file }) {
  // What npm told the bench about itself is not for the programs it starts.
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('npm_') && name !== 'NODE_OPTIONS'));
  const started = performance.now();
  const child = spawn(file, args, {
    cwd,
    env: { ...inherited, ...env },
    stdio: ['ignore', 'pipe', log_file ? openSync(log_file, 'a') : 'pipe'],
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  let stopping = false;
  const stop = atEnd(async () => {
    stopping = true;
    const target = pid?.() ?? child.pid;
    if (child.exitCode !== null || child.signalCode !== null) return;
    if (target) process.kill(target, 'SIGTERM');
    const killer = setTimeout(() => {
      child.kill('SIGKILL');
      console.error(`${[file, ...args].join(' ')} did not end within ${STOP_SECONDS} s and was killed.`);
    }, STOP_SECONDS * 1000);
    await ended;
    clearTimeout(killer);
  });
  let errors = '';
  child.stderr?.on('data', (chunk) => (errors = `${errors}${chunk}`.slice(-4000)));
  /** @type {Map<string, string>} */
  const lines = new Map();
  await new Promise((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (chunk) => {
      const parts = `${text}${chunk}`.split('\n');
      text = parts.pop() ?? '';
      for (const line of parts) lines.set(line.split(' ')[0], line.slice(line.indexOf(' ') + 1));
      if (lines.has(until)) resolve(undefined);
    });
    child.once('exit', (code) => reject(new Error(`${[file, ...args].join(' ')} ended with ${code} before it said ${until}: ${errors}`)));
  });
  child.once('exit', (code, signal) => {
    if (!stopping) console.error(`${[file, ...args].join(' ')} ended by itself (${signal ?? code}): ${errors}`);
  });
  return { child, lines, ready_ms: performance.now() - started, stop };
}

/** Memory of a process that is in RAM, bytes. @param {number} pid */
export function residentBytes(pid) {
  const line = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(line?.[1] ?? 0) * 1024;
}

/** CPU seconds that a process has used, all its threads together, without the processes that it started. @param {number} pid */
export function cpuSeconds(pid) {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const [user, system] = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13);
  return (Number(user) + Number(system)) / 100;
}
