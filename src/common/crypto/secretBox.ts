import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';

const VERSION = 'v1';
const IV_BYTES = 12;

/** A sealed text that no configured key opens, or that was changed or moved since. */
export class SecretBoxError extends Error {}

interface Key {
  id: string;
  bytes: Buffer;
}

/**
 * Keeps other people's secrets readable for this process alone (AES-256-GCM). The first passphrase seals; the others still
 * open what they sealed, so that a key can be changed without a moment in which nothing works.
 *
 * A box reads `v1.<key id>.<iv>.<tag>.<text>`, base64url. `place` says where it lies (`webhook_secrets:<id>:secret`) and is
 * part of what is authenticated: a box copied to another row does not open.
 */
export class SecretBox {
  private readonly keys: Key[];

  constructor(passphrases: string[]) {
    if (passphrases.length === 0) throw new Error('A secret box needs a key.');
    this.keys = passphrases.map((passphrase) => {
      const bytes = Buffer.from(hkdfSync('sha256', passphrase, '', 'customer-success-backend:secret-box', 32));
      return { id: createHash('sha256').update(bytes).digest('hex').slice(0, 8), bytes };
    });
  }

  seal(text: string, place: string): string {
    const key = this.keys[0]!;
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv('aes-256-gcm', key.bytes, iv).setAAD(Buffer.from(place));
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return [VERSION, key.id, ...[iv, cipher.getAuthTag(), sealed].map((part) => part.toString('base64url'))].join('.');
  }

  /** Raises SecretBoxError. */
  open(box: string, place: string): string {
    const [version, key_id, iv, tag, sealed] = box.split('.');
    const key = this.keys.find(({ id }) => id === key_id);
    if (version !== VERSION || !key || !iv || !tag || sealed === undefined)
      throw new SecretBoxError(`No configured key opens the secret of ${place}.`);
    try {
      const decipher = createDecipheriv('aes-256-gcm', key.bytes, Buffer.from(iv, 'base64url'), { authTagLength: 16 })
        .setAAD(Buffer.from(place))
        .setAuthTag(Buffer.from(tag, 'base64url'));
      return Buffer.concat([decipher.update(Buffer.from(sealed, 'base64url')), decipher.final()]).toString('utf8');
    } catch (error) {
      throw new SecretBoxError(`The secret of ${place} was changed or lies in the wrong place.`, { cause: error });
    }
  }
}
