import { createHash, randomUUID } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { EmbeddedSupabaseError, errorCode, explainFileFault } from './embeddedSupabaseError.js';
import { endOrphans } from './orphans.js';
import { sharedFolders } from './sharedFolders.js';
import { canReach } from './unprivilegedUser.js';
import type { Identity } from './unprivilegedUser.js';

/** Where the database and its logs are, and as whom it runs. */
export interface ClusterHome {
  folder: string;
  identity: Identity | undefined;
}

/** Written into the data folder and into a home outside it; both must agree before either is believed. */
interface Deed {
  id: string;
  folder: string;
  dataDir: string;
}

const POINTER = 'postgres.location.json';
const DEED = 'belongs-to.json';

/**
 * Find or make the folder of the cluster. It is `<dataDir>/postgres`, unless the database user cannot get there;
 * then it is a folder outside whose name comes from the data folder's real path.
 */
export async function openClusterHome(dataDir: string, candidate: Identity | undefined): Promise<ClusterHome> {
  const inside = path.join(dataDir, 'postgres');
  const pointer = readDeed(path.join(dataDir, POINTER));
  if (!pointer && existsSync(inside)) return { folder: inside, identity: ownerOf(inside, candidate) };
  if (!pointer && canReach(dataDir, candidate, 0o1)) {
    explainFileFault('create the folder', inside, () => mkdirSync(inside, { mode: 0o700 }));
    if (given(inside, candidate)) return { folder: inside, identity: candidate };
    rmSync(inside, { recursive: true });
  }
  return { folder: await openOutside(dataDir, pointer, candidate), identity: candidate };
}

/** Delete the cluster of a data folder, wherever it is; nothing may be running on it. */
export function removeClusterHome(dataDir: string): void {
  const pointer = readDeed(path.join(dataDir, POINTER));
  if (pointer && isOurs(pointer, dataDir)) rmSync(pointer.folder, { recursive: true, force: true });
  rmSync(path.join(dataDir, POINTER), { force: true });
  rmSync(path.join(dataDir, 'postgres'), { recursive: true, force: true });
}

/** A cluster keeps its owner: started by somebody first and by root later, it still runs as that somebody. */
function ownerOf(folder: string, candidate: Identity | undefined): Identity | undefined {
  const { uid, gid } = statSync(folder);
  const own = process.getuid?.();
  if (own !== 0) {
    if (own === undefined || uid === own) return undefined;
    throw new EmbeddedSupabaseError(
      `The database in ${folder} belongs to another user (uid ${uid}): start as that user or as root, or remove the folder for a fresh start.`,
    );
  }
  // Root's own folder is one whose making was interrupted before it was given away.
  if (uid === 0) given(folder, candidate);
  const owner = uid === 0 ? candidate : { uid, gid };
  if (!canReach(folder, owner, 0o7)) {
    throw new EmbeddedSupabaseError(
      `The database in ${folder} runs as uid ${owner?.uid}, which cannot get there: give it passage (chmod a+x) through the folders above.`,
    );
  }
  return owner;
}

/** False where the disk does not let us give a folder away (network disks, some container mounts). */
function given(folder: string, identity: Identity | undefined): boolean {
  try {
    if (identity) chownSync(folder, identity.uid, identity.gid);
    return true;
  } catch (error) {
    if (['EPERM', 'EINVAL', 'ENOTSUP'].includes(errorCode(error) ?? '')) return false;
    throw error;
  }
}

async function openOutside(dataDir: string, pointer: Deed | undefined, identity: Identity | undefined): Promise<string> {
  const real = realpathSync(dataDir);
  if (pointer && isOurs(pointer, dataDir)) {
    if (pointer.dataDir !== real) writeDeed({ ...pointer, dataDir: real });
    return pointer.folder;
  }
  const [shared] = sharedFolders(identity);
  if (!shared) throw new EmbeddedSupabaseError(`The database user cannot reach ${dataDir}, and no other folder was found for it.`);
  const id = randomUUID();
  const usual = path.join(shared, `data-${createHash('sha256').update(real).digest('hex').slice(0, 16)}`);
  const folder = isTaken(usual, real) ? `${usual}-${id}` : usual;
  // Nobody points here: what is left in it belonged to a data folder that has been deleted.
  await endOrphans(folder);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { mode: 0o700 });
  given(folder, identity);
  writeDeed({ id, folder, dataDir: real });
  return folder;
}

/** The checkout that made a folder of this name may have moved away and taken its cluster along. */
function isTaken(folder: string, real: string): boolean {
  const deed = readDeed(path.join(folder, DEED));
  return deed !== undefined && deed.dataDir !== real && readDeed(path.join(deed.dataDir, POINTER))?.id === deed.id;
}

/** A copied data folder points at the original's cluster; only a moved one may keep it. */
function isOurs(pointer: Deed, dataDir: string): boolean {
  const deed = readDeed(path.join(pointer.folder, DEED));
  if (deed?.id !== pointer.id) return false;
  return deed.dataDir === realpathSync(dataDir) || readDeed(path.join(deed.dataDir, POINTER))?.id !== deed.id;
}

function writeDeed(deed: Deed): void {
  const text = JSON.stringify(deed);
  writeFileSync(path.join(deed.folder, DEED), text, { mode: 0o600 });
  writeFileSync(path.join(deed.dataDir, POINTER), text, { mode: 0o600 });
}

function readDeed(file: string): Deed | undefined {
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Deed;
  } catch (error) {
    throw new EmbeddedSupabaseError(`${file} cannot be read (${errorCode(error) ?? 'damaged'}): remove it for a fresh start.`, {
      cause: error,
    });
  }
}
