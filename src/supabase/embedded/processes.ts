import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorCode } from './embeddedSupabaseError.js';

/** A process as the system shows it: enough to know it again, and to know what it is. */
interface ProcessEntry {
  pid: number;
  argv: string[];
}

function fromProc(): ProcessEntry[] {
  const entries: ProcessEntry[] = [];
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    if (!Number.isInteger(pid)) continue;
    const argv = readProc(pid, 'cmdline')?.split('\0') ?? [];
    if (argv[0]) entries.push({ pid, argv });
  }
  return entries;
}

function readProc(pid: number, file: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    // It ended while we were looking, or another user's processes are hidden from us.
    return undefined;
  }
}

/** Elsewhere `ps` joins the arguments with blanks, so a path with a blank is matched as text. */
function fromPs(executable: string, argument: string): ProcessEntry[] {
  const lines = execFileSync('ps', ['-axww', '-o', 'pid=,command='], { encoding: 'utf8' }).split('\n');
  return lines.flatMap((line) => {
    const [, pid, command] = /^\s*(\d+)\s+(.*)$/.exec(line) ?? [];
    const found = command?.includes(`/${executable} `) && `${command} `.includes(` ${argument} `);
    return pid && found ? [{ pid: Number(pid), argv: [executable, argument] }] : [];
  });
}

/**
 * Processes of one executable that were started with exactly this argument.
 * The argument is a path of ours, so a recycled pid or somebody's editor on the same file is never taken for one.
 */
export function findProcesses(executable: string, argument: string): number[] {
  const entries = process.platform === 'linux' ? fromProc() : fromPs(executable, argument);
  return entries.filter(({ argv }) => path.basename(argv[0] ?? '') === executable && argv.includes(argument)).map(({ pid }) => pid);
}

/** When a process was started, in a form that differs between two processes that had the same pid; undefined: not running. */
export function processStart(pid: number): string | undefined {
  if (process.platform === 'linux') {
    const fields = readProc(pid, 'stat')
      ?.replace(/^.*\)\s/s, '')
      .split(' ');
    if (!fields || fields[0] === 'Z') return undefined;
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}:${fields[19]}`;
  }
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined;
  } catch {
    return undefined;
  }
}

/** Whether a process exists, whoever owns it. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
  // A dead child whose parent has not collected it yet still answers to signal 0.
  return process.platform !== 'linux' || processStart(pid) !== undefined;
}

/** Ask with the first signal, insist with the second; true when the process is gone. */
export async function endProcess(
  pid: number,
  signals: { ask: NodeJS.Signals; insist: NodeJS.Signals; patienceMs: number },
): Promise<boolean> {
  for (const signal of [signals.ask, signals.insist]) {
    try {
      process.kill(pid, signal);
    } catch (error) {
      return errorCode(error) === 'ESRCH';
    }
    const deadline = Date.now() + signals.patienceMs;
    while (Date.now() < deadline) {
      if (!isRunning(pid)) return true;
      await sleep(10);
    }
  }
  return !isRunning(pid);
}
