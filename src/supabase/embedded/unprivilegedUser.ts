import { readFileSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { EmbeddedSupabaseError } from './embeddedSupabaseError.js';

/** The user the database runs as. */
export interface Identity {
  uid: number;
  gid: number;
}

/** Users that exist on nearly every system and own nothing worth having, best first. */
const CANDIDATES = ['postgres', 'nobody'];

/** Postgres refuses to run as root, so root picks somebody else; everybody else runs it as themselves (undefined). */
export function findUnprivilegedUser(passwd = readPasswd()): Identity | undefined {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of CANDIDATES) {
    const [, , uid, gid] = passwd.find((fields) => fields[0] === name) ?? [];
    if (uid && gid && Number(uid) !== 0) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new EmbeddedSupabaseError(
    `Postgres does not run as root, and this system has no user ${CANDIDATES.map((name) => `'${name}'`).join(' or ')} to run it as: ` +
      'start as an ordinary user, or create one of these users.',
  );
}

function readPasswd(): string[][] {
  return readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
}

/** Whether a user may use a file or folder (`r` 4, `w` 2, `x` 1), judged by the mode bits on the whole way down to it. */
export function canReach(target: string, identity: Identity | undefined, wanted: number): boolean {
  if (!identity) return true;
  let file = realpathSync(target);
  if (!allows(file, identity, wanted)) return false;
  while (file !== path.dirname(file)) {
    file = path.dirname(file);
    if (!allows(file, identity, 0o1)) return false;
  }
  return true;
}

function allows(file: string, identity: Identity, wanted: number): boolean {
  const { mode, uid, gid } = statSync(file);
  const shift = uid === identity.uid ? 6 : gid === identity.gid ? 3 : 0;
  return ((mode >> shift) & wanted) === wanted;
}
