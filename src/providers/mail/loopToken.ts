import { createHmac, timingSafeEqual } from 'node:crypto';

/** Everything that we send carries it, so that we recognise it when it comes back. */
export const LOOP_HEADER = 'X-CS-Loop';

/** The value of the header: `<message_id>;<hmac>`. */
export function loopToken(secret: string, message_id: string): string {
  return `${message_id};${hmac(secret, message_id)}`;
}

/** Whether a value of the header was made here. */
export function isLoopToken(secret: string, value: string): boolean {
  const at = value.lastIndexOf(';');
  if (at < 0) return false;
  const [message_id, given] = [value.slice(0, at).trim(), Buffer.from(value.slice(at + 1).trim())];
  const expected = Buffer.from(hmac(secret, message_id));
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function hmac(secret: string, message_id: string): string {
  return createHmac('sha256', secret).update(`mail loop:${message_id}`).digest('hex');
}
