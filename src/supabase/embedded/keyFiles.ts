import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { EmbeddedSupabaseError, explainFileFault } from './embeddedSupabaseError.js';
import { writePrivateFile } from './privateFile.js';

/** A secret in a file of its own beside the database. */
interface KeyFile {
  name: string;
  /** The fewest characters it may have; what is made here has 32. */
  min_length: number;
  /** What to do when it is gone, for one line to the operator. */
  without: string;
}

export const LINK_SECRET_FILE: KeyFile = {
  name: 'link-secret',
  min_length: 32,
  without: 'restore the file, or set LINK_SECRET to a new secret, which makes links and callback addresses given out so far invalid',
};
export const ENCRYPTION_KEY_FILE: KeyFile = {
  name: 'encryption-key',
  min_length: 32,
  without: 'restore the file, or set ENCRYPTION_KEY to a new key, with which all mailboxes and webhooks need their secrets again',
};
export const DEMO_PASSWORD_FILE: KeyFile = {
  name: 'demo-password',
  min_length: 12,
  without: 'restore the file, or set DEMO_DATA=false',
};

const WITH_THE_DATABASE = [LINK_SECRET_FILE, ENCRYPTION_KEY_FILE];
const BYTES = 24;

/** Makes the secrets that a new database needs and its folder lacks. Before the database, so that none is ever without its secrets. */
export function makeKeyFiles(data_dir: string): void {
  for (const key_file of WITH_THE_DATABASE) if (!existsSync(path.join(data_dir, key_file.name))) makeKeyFile(data_dir, key_file);
}

/** Makes room for new secrets when those that are there are of no use. */
export function discardDamagedKeyFiles(data_dir: string): void {
  for (const key_file of WITH_THE_DATABASE) {
    const file = path.join(data_dir, key_file.name);
    if (existsSync(file) && !isSecret(readFileSync(file, 'utf8'), key_file)) rmSync(file);
  }
}

/** The secret in the file. Raises EmbeddedSupabaseError when it is gone or damaged: it is never made anew beside data that needs it. */
export function readKeyFile(data_dir: string, key_file: KeyFile): string {
  const file = path.join(data_dir, key_file.name);
  if (!existsSync(file)) throw new EmbeddedSupabaseError(`${file} is gone, but there are data that need it: ${key_file.without}.`);
  const text = explainFileFault('read', file, () => readFileSync(file, 'utf8'));
  if (isSecret(text, key_file)) return text.trim();
  throw new EmbeddedSupabaseError(
    `${file} is damaged: it must hold one line of at least ${key_file.min_length} printable characters; ${key_file.without}.`,
  );
}

export function makeKeyFile(data_dir: string, { name }: KeyFile): string {
  const file = path.join(data_dir, name);
  const secret = randomBytes(BYTES).toString('base64url');
  explainFileFault('write', file, () => writePrivateFile(file, `${secret}\n`));
  return secret;
}

function isSecret(text: string, { min_length }: KeyFile): boolean {
  const secret = text.trim();
  return secret.length >= min_length && /^[\x20-\x7e]+$/.test(secret);
}
