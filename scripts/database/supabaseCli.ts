import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface CliResult {
  status: number | null;
  stdout: string;
  stderr: string;
}

/** Run the Supabase CLI that this checkout has installed; `show` lets a person see and answer it. */
export function supabaseCli(args: string[], options: { env?: Record<string, string>; show?: boolean } = {}): Promise<CliResult> {
  const child = spawn(process.execPath, [path.join(ROOT, 'node_modules/supabase/dist/supabase.js'), ...args], {
    cwd: ROOT,
    stdio: options.show ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, DO_NOT_TRACK: '1', SUPABASE_TELEMETRY_DISABLED: '1', ...options.env },
  });
  let [stdout, stderr] = ['', ''];
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((resolve, reject) => {
    child.once('error', reject).once('close', (status) => resolve({ status, stdout, stderr }));
  });
}

/** For a database on this machine: without it the CLI remarks on the missing TLS, in the middle of its answer. */
export const WITHOUT_TLS = { PGSSLMODE: 'disable' };
