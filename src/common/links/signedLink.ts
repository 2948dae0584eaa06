import { createHmac, timingSafeEqual } from 'node:crypto';

/** How long a signed link works, seconds. */
const LINK_SECONDS = 3600;

/** What a link is made for: one that opens a recording opens no attachment. */
export type LinkPurpose = 'recording' | 'attachment' | 'chat_media' | 'ivr_recording' | 'unsubscribe' | 'survey';

/** A link as it comes in. */
export interface SignedLink {
  id: string;
  user_id: string;
  /** Seconds since 1970. */
  expires: number;
  signature: string;
}

/** When a link that is made now ends, seconds since 1970. */
export function linkExpiry(now: Date): number {
  return Math.ceil(now.getTime() / 1000) + LINK_SECONDS;
}

/**
 * The key for all links of one purpose that one user gets and that expire together. The database may sign rows with it,
 * so that the secret itself never leaves this process: signature = HMAC-SHA256(id, key).
 */
export function linkKey(secret: string, purpose: LinkPurpose, user_id: string, expires: number): string {
  return createHmac('sha256', secret).update(`${purpose}:${user_id}:${expires}`).digest('hex');
}

/** The signature of one link, hex. */
export function signLink(id: string, key: string): string {
  return createHmac('sha256', key).update(id).digest('hex');
}

/** Whether a link was made by us for this purpose and user, and has not expired. Takes the same time however wrong it is. */
export function linkIsValid(secret: string, purpose: LinkPurpose, link: SignedLink, now: Date): boolean {
  if (!Number.isInteger(link.expires) || link.expires * 1000 <= now.getTime()) return false;
  const expected = Buffer.from(signLink(link.id, linkKey(secret, purpose, link.user_id, link.expires)), 'hex');
  const given = Buffer.from(link.signature, 'hex');
  return given.length === expected.length && timingSafeEqual(given, expected);
}
