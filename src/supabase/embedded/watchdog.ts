import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { Socket } from 'node:net';
import type { Identity } from './unprivilegedUser.js';

/** Remembers the last line it was given; when the other end of the pipe dies without a farewell, ends what it names. */
const SCRIPT = 'pids=; while read -r line; do pids=$line; done; [ -z "$pids" ] || kill -INT $pids';

/**
 * A shell that outlives a killed parent just long enough to end the parent's children.
 * The next start would find them anyway; but nobody promised that there will be one.
 */
export class Watchdog {
  private readonly shell: ChildProcess;
  private readonly pids = new Set<number>();

  constructor(identity: Identity | undefined) {
    this.shell = spawn('/bin/sh', ['-c', SCRIPT], { ...identity, detached: true, stdio: ['pipe', 'ignore', 'ignore'], env: {}, cwd: '/' });
    // Without a shell, or after it was killed, there is no watchdog; nothing else depends on it.
    this.shell.on('error', () => this.pids.clear());
    this.shell.stdin?.on('error', () => this.pids.clear());
    this.shell.unref();
    if (this.shell.stdin instanceof Socket) this.shell.stdin.unref();
  }

  watch(pid: number): void {
    this.pids.add(pid);
    this.tell();
  }

  forget(pid: number): void {
    this.pids.delete(pid);
    this.tell();
  }

  close(): void {
    this.pids.clear();
    this.tell();
    this.shell.stdin?.end();
  }

  private tell(): void {
    if (this.shell.stdin?.writable) this.shell.stdin.write(`${[...this.pids].join(' ')}\n`);
  }
}
