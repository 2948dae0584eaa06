import { createHash, randomBytes } from 'node:crypto';

/** Tells people, and scanners of repositories, what they found. */
const MARK = 'csk_';
/** Characters of a key that stay readable. */
const SHOWN = MARK.length + 4;
const SHAPE = /^csk_[\w-]{43}$/;

export interface Secret {
  key: string;
  key_hash: string;
  prefix: string;
}

/** A new key: 256 random bits. */
export function newSecret(): Secret {
  const key = `${MARK}${randomBytes(32).toString('base64url')}`;
  return { key, key_hash: hashOf(key), prefix: key.slice(0, SHOWN) };
}

/** One fast hash is enough: there is no dictionary of 256 random bits. */
export function hashOf(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

/** Whether the text could be a key at all. */
export function looksLikeKey(text: string): boolean {
  return SHAPE.test(text);
}
