import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RuntimeSettings } from '../../../src/common/config/config.service.js';

const HERE = path.dirname(fileURLToPath(import.meta.url));
const ROOT = path.join(HERE, '../../..');

/** An API node of its own that can be killed and started again. */
export class ApiNode {
  private child?: ChildProcess;
  /** Where it listens; undefined while it does not. */
  url?: string;

  constructor(private readonly runtime: RuntimeSettings) {}

  async start(): Promise<void> {
    const child = spawn(process.execPath, [path.join(HERE, 'node.mjs')], {
      cwd: ROOT,
      env: { ...process.env, NODE_OPTIONS: '', NODE_RUNTIME: JSON.stringify(this.runtime) },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.child = child;
    this.url = await new Promise<string>((resolve, reject) => {
      let text = '';
      child.stdout.on('data', (chunk: Buffer) => {
        text += chunk.toString();
        const found = /^api (\S+)$/m.exec(text);
        if (found) resolve(found[1]!);
      });
      child.once('exit', (code) => reject(new Error(`A node ended with ${code} before it was ready.`)));
    });
  }

  /** As when its machine loses power. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  async stop(): Promise<void> {
    await this.end('SIGTERM');
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const { child } = this;
    this.url = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill(signal);
    await ended;
  }
}
