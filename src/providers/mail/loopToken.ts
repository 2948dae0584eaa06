import { createHmac, timingSafeEqual } from 'node:crypto';

/** Everything we send carries it, so that our own mail is known when it comes back to us. */
export const LOOP_HEADER = 'X-CS-Loop';

/** `<message_id>;<hex hmac-sha256>`. */
export function loopToken(secret: string, message_id: string): string {
  return `${message_id};${mac(secret, message_id).toString('hex')}`;
}

/** Whether a header's value is a token of ours; headers may come back folded. */
export function isLoopToken(secret: string, value: string): boolean {
  const [, message_id, hex] = /^(.+);([0-9a-f]{64})$/.exec(value.replace(/\s+/g, '')) ?? [];
  return message_id !== undefined && hex !== undefined && timingSafeEqual(Buffer.from(hex, 'hex'), mac(secret, message_id));
}

function mac(secret: string, message_id: string): Buffer {
  return createHmac('sha256', secret).update(`mail-loop:${message_id}`).digest();
}
