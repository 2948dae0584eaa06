import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** How a webhook proves who sent it. Everything is compared in constant time. */

/** `sha256=<hex>`, the signature of Interakt (`Interakt-Signature`) and of Meta (`X-Hub-Signature-256`) over the raw body. */
export function bodySignature(secret: string, body: Buffer | string): string {
  return `sha256=${digest(secret, body).toString('hex')}`;
}

/** Whether one of the secrets signed this body. Takes the bare hex too, as some send it. */
export function isSignedBy(secrets: readonly string[], given: string | undefined, body: Buffer | null): boolean {
  const [, hex] = /^(?:sha256=)?([0-9a-f]{64})$/i.exec(given?.trim() ?? '') ?? [];
  if (!hex) return false;
  const signature = Buffer.from(hex, 'hex');
  // Each is tried, so that the time does not tell which one it was.
  return secrets.map((secret) => timingSafeEqual(signature, digest(secret, body ?? ''))).includes(true);
}

/** The header in which Interakt signs; several of its customers see the second name. */
export function interaktSignature(headers: Record<string, string | undefined>): string | undefined {
  return headers['interakt-signature'] ?? headers['x-interakt-signature'];
}

/** Whether a secret from the address or a header is one of ours. No secret of ours is no proof: the answer is no. */
export function isKnownSecret(secrets: readonly string[], given: string | undefined): boolean {
  const hash = (value: string) => createHash('sha256').update(value).digest();
  const wanted = hash(given ?? '');
  return secrets.map((secret) => secret !== '' && timingSafeEqual(wanted, hash(secret))).includes(true);
}

/** A secret that was pasted often has a line end or a byte order mark at its edge; `trim` takes both. */
function digest(secret: string, body: Buffer | string): Buffer {
  return createHmac('sha256', secret.trim()).update(body).digest();
}
