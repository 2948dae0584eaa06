import { createHmac, timingSafeEqual } from 'node:crypto';

/** How long a link to a recording works, seconds. */
export const LINK_SECONDS = 3600;

/**
 * The key for all links that one user gets and that expire together. The database signs each row's link with it,
 * so that the secret itself never leaves this process: signature = HMAC-SHA256(call log id, key).
 */
export function linkKey(secret: string, user_id: string, expires: number): string {
  return createHmac('sha256', secret).update(`recording:${user_id}:${expires}`).digest('hex');
}

/** The signature of one link, hex. */
export function signLink(id: string, key: string): string {
  return createHmac('sha256', key).update(id).digest('hex');
}

/** Whether a link was made by us for this user and has not expired. Takes the same time however wrong it is. */
export function linkIsValid(secret: string, link: { id: string; user_id: string; expires: number; signature: string }, now: Date): boolean {
  if (!Number.isInteger(link.expires) || link.expires * 1000 <= now.getTime()) return false;
  const expected = Buffer.from(signLink(link.id, linkKey(secret, link.user_id, link.expires)), 'hex');
  const given = Buffer.from(link.signature, 'hex');
  return given.length === expected.length && timingSafeEqual(given, expected);
}
