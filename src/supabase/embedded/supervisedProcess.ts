import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { chownSync, closeSync, fstatSync, openSync, readSync, renameSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Identity } from './unprivilegedUser.js';
import { errorMessage } from './embeddedSupabaseError.js';
import type { Watchdog } from './watchdog.js';

export interface SupervisedProcessOptions {
  name: string;
  file: string;
  args: string[];
  cwd: string;
  identity: Identity | undefined;
  logFile: string;
  watchdog: Watchdog;
  /** Resolves when the process serves; asked again and again until then. */
  isReady: () => Promise<boolean>;
  /** How it is asked to end, and how it is made to. */
  stopSignals: { ask: NodeJS.Signals; insist: NodeJS.Signals; patienceMs: number };
  log: (line: string) => void;
}

/** The process ended before it served; what it wrote tells why. */
export class StartFailure extends Error {
  constructor(
    name: string,
    readonly output: string,
  ) {
    super(`${name} ended before it was ready: ${output.trim().split('\n').at(-1) || 'it wrote nothing'}`);
    this.name = 'StartFailure';
  }
}

const LOG_LIMIT = 10 * 1024 * 1024;
const READY_POLL_MS = { first: 5, most: 250 };
const SLOW_START_MS = 10_000;
const BACK_OFF_MS = { first: 100, most: 5_000 };
/** A process that has served this long starts its back-off anew. */
const SETTLED_MS = 30_000;

/** PostgREST writes what it logs and answers in the encoding of its locale: in plain C, letters beyond ASCII are failures. */
const LOCALE = process.platform === 'darwin' ? 'en_US.UTF-8' : 'C.UTF-8';

/** A child that is restarted when it dies, until it is stopped. */
export class SupervisedProcess {
  private child: ChildProcess | undefined;
  private stopping = false;
  private backOff = BACK_OFF_MS.first;

  constructor(private readonly options: SupervisedProcessOptions) {}

  get pid(): number | undefined {
    return this.child?.pid;
  }

  /** Start and wait until it serves; from then on it is kept alive. Throws a `StartFailure` when it ends first. */
  async start(): Promise<void> {
    const child = await this.launch();
    const servedSince = Date.now();
    const ended = (): void => {
      if (this.stopping) return;
      if (Date.now() - servedSince > SETTLED_MS) this.backOff = BACK_OFF_MS.first;
      this.options.log(`${this.options.name} ended (${child.signalCode ?? `exit code ${child.exitCode}`}), it is started again`);
      void this.restart();
    };
    if (hasEnded(child)) ended();
    else child.once('exit', ended);
  }

  /** End it; does nothing when it has ended already. */
  async stop(): Promise<void> {
    this.stopping = true;
    await this.end();
  }

  private async end(): Promise<void> {
    const { child } = this;
    if (!child || hasEnded(child)) return;
    child.ref();
    const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    const { ask, insist, patienceMs } = this.options.stopSignals;
    child.kill(ask);
    const timer = setTimeout(() => child.kill(insist), patienceMs);
    await exited;
    clearTimeout(timer);
  }

  private async restart(): Promise<void> {
    while (!this.stopping) {
      await sleep(this.backOff, undefined, { ref: false });
      this.backOff = Math.min(this.backOff * 2, BACK_OFF_MS.most);
      if (this.stopping) return;
      try {
        await this.start();
        return;
      } catch (error) {
        this.options.log(errorMessage(error));
      }
    }
  }

  private async launch(): Promise<ChildProcess> {
    const { file, args, cwd, identity, logFile, watchdog } = this.options;
    const log = openLog(logFile, identity);
    const logStart = fstatSync(log).size;
    // Its own session: the terminal's Ctrl-C must reach the parent alone, which drains first. No inherited environment:
    // PG* and PGRST_* variables of the operator would quietly change what is started.
    const child = spawn(file, args, { ...identity, cwd, detached: true, stdio: ['ignore', log, log], env: { LC_ALL: LOCALE } });
    this.child = child;
    let fault: Error | undefined;
    child.once('error', (error) => (fault = error));
    child.unref();
    if (child.pid !== undefined) watch(child, child.pid, watchdog);
    try {
      await this.becomeReady(child, () => fault, logStart);
      return child;
    } catch (error) {
      await this.end();
      throw error;
    } finally {
      closeSync(log);
    }
  }

  private async becomeReady(child: ChildProcess, fault: () => Error | undefined, logStart: number): Promise<void> {
    const { name, logFile, isReady, log } = this.options;
    const since = Date.now();
    let pause = READY_POLL_MS.first;
    for (let said = false; ;) {
      const ready = await isReady();
      const spawnFault = fault();
      if (spawnFault) throw spawnFault;
      if (ready) return;
      if (hasEnded(child)) throw new StartFailure(name, readFrom(logFile, logStart));
      if (!said && Date.now() - since > SLOW_START_MS) {
        said = true;
        log(`${name} is still starting; after a crash it may have much to recover, see ${logFile}`);
      }
      await sleep(pause);
      pause = Math.min(pause * 1.1, READY_POLL_MS.most);
    }
  }
}

function watch(child: ChildProcess, pid: number, watchdog: Watchdog): void {
  watchdog.watch(pid);
  child.once('exit', () => watchdog.forget(pid));
}

function hasEnded(child: ChildProcess): boolean {
  return child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
}

/** The child writes its file itself, so it can go on writing when the parent is gone. */
function openLog(file: string, identity: Identity | undefined): number {
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > LOG_LIMIT) renameSync(file, `${file}.old`);
  const log = openSync(file, 'a', 0o600);
  if (identity) chownSync(file, identity.uid, identity.gid);
  return log;
}

function readFrom(file: string, position: number): string {
  const log = openSync(file, 'r');
  try {
    const buffer = Buffer.alloc(64 * 1024);
    return buffer.toString('utf8', 0, readSync(log, buffer, 0, buffer.length, position));
  } finally {
    closeSync(log);
  }
}
