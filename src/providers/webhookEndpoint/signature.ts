import { createHmac, randomBytes } from 'node:crypto';

const PREFIX = 'whsec_';

/** A new signing secret: `whsec_` and 32 random bytes in base64. */
export function newSecret(): string {
  return `${PREFIX}${randomBytes(32).toString('base64')}`;
}

/** What was sent, as its receiver checks it. */
export interface SignedContent {
  id: string;
  /** Of this attempt, seconds since 1970. */
  timestamp: number;
  body: string;
}

/** `webhook-signature` of Standard Webhooks: one entry per secret, separated by a space. */
export function signatureHeader(secrets: string[], { id, timestamp, body }: SignedContent): string {
  return secrets
    .map((secret) =>
      createHmac('sha256', Buffer.from(secret.slice(PREFIX.length), 'base64'))
        .update(`${id}.${timestamp}.${body}`)
        .digest('base64'),
    )
    .map((signature) => `v1,${signature}`)
    .join(' ');
}
