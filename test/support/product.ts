import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { prepareDataFolder } from './preparedData.js';

/** The built product in a process of its own, as `npm start` runs it. */
export interface Product {
  api: string;
  docs: string;
  token: string;
  sandbox: string;
  /** The page with the telephones of the demo's customers. */
  chat: string;
  login: { email: string; password: string };
  /** Milliseconds from the process's start to ready, as it says itself. */
  ready: number;
  process: ChildProcess;
  data_dir: string;
  /** What it wrote on stderr so far. */
  log(): string;
  /** What it wrote on stdout so far: the lines it promises. */
  output(): string;
  stop(): Promise<void>;
}

export interface ProductOptions {
  environment?: Record<string, string>;
  /** Kept afterwards when given. */
  data_dir?: string;
  /** It makes the database itself, as the very first start does, or needs none; otherwise it finds one without rows. */
  empty?: boolean;
}

/** Starts the built product on a data folder of its own and waits until it says ready. Rejects with its last words when it ends before. */
export async function startProduct(options: ProductOptions = {}): Promise<Product> {
  const data_dir = options.data_dir ?? mkdtempSync(path.join(tmpdir(), 'product-'));
  // Started by root, the database runs as somebody else, who has to get there.
  chmodSync(data_dir, 0o711);
  if (!options.empty) await prepareDataFolder(data_dir);
  const child = spawn(process.execPath, ['--enable-source-maps', 'dist/main.js'], {
    env: {
      ...process.env,
      NODE_OPTIONS: '',
      PORT: '0',
      DATA_DIR: data_dir,
      LOG_LEVEL: 'warn',
      KALEYRA_SYNC_CRON: 'off',
      DRAIN_TIME: '0s',
      ...options.environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  let output = '';
  child.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()));
  const lines = new Map<string, string>();
  await new Promise<void>((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      output += chunk.toString();
      const whole = text.split('\n');
      text = whole.pop()!;
      for (const line of whole) lines.set(line.split(' ')[0]!, line.slice(line.indexOf(' ') + 1));
      if (lines.has('ready')) resolve();
    });
    child.once('exit', (code) => reject(new Error(`The product ended with ${code} before it was ready: ${log}`)));
  });
  const [email, password] = (lines.get('login') ?? ' ').split(' ');
  return {
    api: lines.get('api')!,
    docs: lines.get('docs')!,
    token: lines.get('token')!,
    sandbox: lines.get('sandbox') ?? '',
    chat: lines.get('chat') ?? '',
    login: { email: email!, password: password! },
    ready: Number(lines.get('ready')),
    process: child,
    data_dir,
    log: () => log,
    output: () => output,
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) {
        const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
        child.kill('SIGTERM');
        const patience = setTimeout(() => child.kill('SIGKILL'), 20_000);
        await ended;
        clearTimeout(patience);
      }
      if (!options.data_dir) rmSync(data_dir, { recursive: true, force: true });
    },
  };
}
