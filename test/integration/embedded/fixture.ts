import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { removeClusterHome } from '../../../src/supabase/embedded/clusterHome.js';
import type { EmbeddedSupabaseOptions } from '../../../src/supabase/embedded/embeddedSupabase.js';
import { clusterFolder, postgrestConfig } from '../../../src/supabase/embedded/orphans.js';
import { findProcesses } from '../../../src/supabase/embedded/processes.js';

/** The checkout under test. */
export const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

const folders: string[] = [];

/** A folder that `removeFolders` removes; others may pass through it, as through most homes. */
export function makeFolder(mode = 0o711): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'embedded-spec-'));
  chmodSync(folder, mode);
  folders.push(folder);
  return folder;
}

/** For `afterAll`: the folders, and clusters that had to live outside them. */
export function removeFolders(): void {
  for (const folder of folders.splice(0)) {
    const dataDir = path.join(folder, 'data');
    if (existsSync(dataDir)) removeClusterHome(dataDir);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Options for a data folder below a fresh folder, or the given one. */
export function optionsFor(dataDir = path.join(makeFolder(), 'data')): EmbeddedSupabaseOptions & { lines: string[] } {
  const lines: string[] = [];
  return {
    dataDir,
    migrationsDir: path.join(ROOT, 'supabase/migrations'),
    embeddedSqlDir: path.join(ROOT, 'supabase/embedded'),
    log: (line) => lines.push(line),
    lines,
  };
}

/**
 * What runs on a home of a cluster. A backend that Postgres has just forked still bears its parent's arguments, and may bear a
 * lower pid when pids have begun anew: it is not counted.
 */
export function running(home: string): { postgres: number[]; postgrest: number[] } {
  const postgres = findProcesses('postgres', clusterFolder(home));
  return {
    postgres: postgres.filter((pid) => !postgres.includes(parentOf(pid))),
    postgrest: findProcesses('postgrest', postgrestConfig(home)),
  };
}

/** What a start in another process has to say. */
export interface ChildStart {
  child: ChildProcess;
  /** Printed by the child when it is up. */
  up: { restUrl: string; dbUrl: string; serviceRoleKey: string; firstStart: boolean; uid: number };
}

export interface ChildOptions {
  dataDir: string;
  checkout?: string;
  /** The checkout's own by default. */
  migrationsDir?: string;
  /** Become this user before starting. */
  user?: { uid: number; gid: number };
  /** The folder of the data folder is a disk of its own for the child, mounted with these options. Root only. */
  disk?: string;
}

/** Start the embedded Supabase in a process of its own. */
export async function startInChild(options: ChildOptions): Promise<ChildStart> {
  const { child, output } = launch(options);
  const up = await new Promise<ChildStart['up']>((resolve, reject) => {
    child.stdout?.on('data', () => output.stdout.includes('\n') && resolve(JSON.parse(output.stdout) as ChildStart['up']));
    child.once('exit', (code) => reject(new Error(`the child ended with ${code}: ${output.stderr}`)));
  });
  return { child, up };
}

/** Start it where it is expected to fail: its exit code and what it wrote to stderr. */
export async function failInChild(options: ChildOptions): Promise<{ code: number | null; stderr: string }> {
  const { child, output } = launch(options);
  const code = await exited(child);
  return { code, stderr: output.stderr };
}

/** Wait for the end of a child. */
export function exited(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((resolve) => child.once('exit', resolve));
}

function launch({ dataDir, checkout = ROOT, migrationsDir = path.join(checkout, 'supabase/migrations'), user, disk }: ChildOptions): {
  child: ChildProcess;
  output: { stdout: string; stderr: string };
} {
  const script = path.join(ROOT, 'test/integration/embedded/startChild.mjs');
  const start = [process.execPath, script, JSON.stringify({ dataDir, checkout, migrationsDir, user })];
  const onDisk = ['unshare', '--mount', 'sh', '-c', `mount -t tmpfs -o ${disk} tmpfs "$0" && exec "$@"`, path.dirname(dataDir)];
  const [program, ...args] = disk ? [...onDisk, ...start] : start;
  const child = spawn(program!, args, { detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
  return { child, output };
}

/** The shells among a process's children: its watchdog. */
export function watchdogsOf(parent: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      return /^\d+ \(sh\) \S /.test(statOf(pid)) && parentOf(pid) === parent;
    });
}

function parentOf(pid: number): number {
  return Number(statOf(pid).split(' ')[3]);
}

function statOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    // It ended while we were looking.
    return '';
  }
}

/** The one line a person gets. */
export function expectOneLine(text: string): void {
  expect(text.trim()).not.toBe('');
  expect(text.trim().split('\n')).toHaveLength(1);
}
