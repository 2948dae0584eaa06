import { chmodSync, lstatSync, mkdirSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { errorCode } from './embeddedSupabaseError.js';
import { canReach } from './unprivilegedUser.js';
import type { Identity } from './unprivilegedUser.js';

const NAME = 'customer-success-backend';

/**
 * Folders outside the checkout that we may write and the database user may enter, best first.
 * /var/lib comes before /var/tmp because systems sweep the latter of files that nobody touched for a month.
 */
export function sharedFolders(identity: Identity | undefined): string[] {
  const candidates = identity
    ? [`/var/lib/${NAME}`, `/var/tmp/${NAME}`]
    : [path.join(homedir(), '.cache', NAME), path.join(tmpdir(), `${NAME}-${process.getuid?.()}`)];
  return candidates.filter((folder) => prepare(folder, identity));
}

/** A folder of this name that somebody else made is not trusted: they could exchange what we put there. */
function prepare(folder: string, identity: Identity | undefined): boolean {
  try {
    mkdirSync(folder, { recursive: !identity });
    chmodSync(folder, 0o755);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') return false;
  }
  const { uid, mode } = lstatSync(folder, { throwIfNoEntry: false }) ?? { uid: -1, mode: 0 };
  return uid === process.getuid?.() && (mode & 0o022) === 0 && canReach(folder, identity, 0o1);
}
