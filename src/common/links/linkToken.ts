import { timingSafeEqual } from 'node:crypto';
import { linkKey, type LinkPurpose, signLink } from './signedLink.js';

/** Of the signature, bytes: nobody guesses so many. */
const SIGNED = 16;
const LENGTH = 16 + 4 + SIGNED;

/**
 * A thing with a UUID, until a moment, in 48 signs of an address that nobody else can make. All bits count: one other sign is another
 * token.
 */
export function makeToken(secret: string, purpose: LinkPurpose, id: string, expires: Date): string {
  const seconds = Math.floor(expires.getTime() / 1000);
  const head = Buffer.alloc(20);
  head.write(id.replaceAll('-', ''), 'hex');
  head.writeUInt32BE(seconds, 16);
  return Buffer.concat([head, signed(secret, purpose, id, seconds)]).toString('base64url');
}

/** The id of what it was made for; null for one that we did not make, made for another purpose, or that is over. */
export function readToken(secret: string, purpose: LinkPurpose, token: string, now: Date): string | null {
  if (!/^[A-Za-z0-9_-]{48}$/.test(token)) return null;
  const bytes = Buffer.from(token, 'base64url');
  const id = bytes.toString('hex', 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  const seconds = bytes.readUInt32BE(16);
  const is_ours = timingSafeEqual(bytes.subarray(20, LENGTH), signed(secret, purpose, id, seconds));
  return is_ours && seconds * 1000 > now.getTime() ? id : null;
}

function signed(secret: string, purpose: LinkPurpose, id: string, seconds: number): Buffer {
  return Buffer.from(signLink(id, linkKey(secret, purpose, '', seconds)), 'hex').subarray(0, SIGNED);
}
