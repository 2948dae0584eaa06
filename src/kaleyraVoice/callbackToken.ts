import { createHmac, timingSafeEqual } from 'node:crypto';

/** Proves that a callback's address was made by us for this call: the platform signs nothing. */
export function callbackToken(secret: string, attempt_id: string): string {
  return createHmac('sha256', secret).update(`kaleyra-callback:${attempt_id}`).digest('base64url').slice(0, 32);
}

/** Compares in constant time. */
export function callbackTokenIsValid(secret: string, attempt_id: string, token: string): boolean {
  const expected = Buffer.from(callbackToken(secret, attempt_id));
  const given = Buffer.from(token);
  return given.length === expected.length && timingSafeEqual(given, expected);
}
