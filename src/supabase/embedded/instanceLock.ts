import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { EmbeddedSupabaseError, errorCode, explainFileFault } from './embeddedSupabaseError.js';
import { processStart } from './processes.js';

/** Who uses a data folder. */
interface Holder {
  pid: number;
  /** Tells a holder from a later process that got the same pid. */
  started: string;
}

const FILE = 'instance.json';

/** The pid of the live process that uses a data folder, or undefined. */
export function findInstance(dataDir: string): number | undefined {
  const holder = parseHolder(readText(path.join(dataDir, FILE)));
  return holder && processStart(holder.pid) === holder.started ? holder.pid : undefined;
}

/**
 * Claim a data folder for this process; a second process is refused, a dead one's claim is replaced.
 * Returns what gives it back.
 */
export function claimDataDir(dataDir: string): () => void {
  const file = path.join(dataDir, FILE);
  const draft = `${file}.${process.pid}`;
  const mine = JSON.stringify({ pid: process.pid, started: processStart(process.pid) });
  explainFileFault('write', file, () => writeFileSync(draft, mine));
  try {
    while (!linked(draft, file)) replaceDeadClaim(dataDir, file);
  } finally {
    rmSync(draft, { force: true });
  }
  return () => {
    if (readText(file) === mine) rmSync(file, { force: true });
  };
}

/** `link` creates the name only when it is free, with its content already inside. */
function linked(draft: string, file: string): boolean {
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

function replaceDeadClaim(dataDir: string, file: string): void {
  const seen = readText(file);
  const pid = findInstance(dataDir);
  if (pid !== undefined) {
    throw new EmbeddedSupabaseError(
      `Another instance (pid ${pid}) is using ${dataDir}: stop it first, or give this one a DATA_DIR of its own.`,
    );
  }
  // Moved aside rather than removed: if somebody replaced the dead claim since we read it, it is a live one that goes back.
  const aside = `${file}.${process.pid}.dead`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return;
    throw error;
  }
  if (readText(aside) !== seen) linked(aside, file);
  rmSync(aside, { force: true });
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function parseHolder(text: string | undefined): Holder | undefined {
  if (!text) return undefined;
  try {
    return JSON.parse(text) as Holder;
  } catch {
    // Cut short by a full disk or a power failure: its writer is gone.
    return undefined;
  }
}
