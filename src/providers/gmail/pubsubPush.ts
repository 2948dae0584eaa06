import { createRemoteJWKSet, jwtVerify } from 'jose';

export interface GooglePushSettings {
  jwks_url: string;
  issuer: string;
  audience: string;
  service_account: string;
}

/** Seconds by which clocks may differ. */
const SKEW_SECONDS = 60;

/** Whether a push request comes from Google: its token is signed by Google, for us, in the name of our subscription's account. */
export class GooglePushVerifier {
  private readonly keys: ReturnType<typeof createRemoteJWKSet>;

  constructor(private readonly settings: GooglePushSettings) {
    this.keys = createRemoteJWKSet(new URL(settings.jwks_url), { timeoutDuration: 3_000 });
  }

  /** `authorization` is the header as it came. Raises when it is not Google's, or Google's keys cannot be had. */
  async verify(authorization: string | undefined): Promise<void> {
    const { issuer, audience, service_account } = this.settings;
    const token = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1];
    if (!token) throw new Error('There is no bearer token.');
    const { payload } = await jwtVerify(token, this.keys, {
      algorithms: ['RS256'], issuer: [issuer, issuer.replace(/^https:\/\//, '')], audience, clockTolerance: SKEW_SECONDS, requiredClaims: ['exp', 'iat'] });
    if (payload.email !== service_account || payload.email_verified !== true) throw new Error('The token is of another account.');
  }
}

export interface GmailPush {
  /** Lower case. */
  email_address: string;
  history_id: string;
  /** Empty when the message was sent unwrapped. */
  message_id: string;
}

/** What Gmail says has changed; null when it cannot be read. */
export function readPush(body: Buffer): GmailPush | null {
  try {
    const envelope = JSON.parse(body.toString('utf8')) as { message?: { data?: string; messageId?: string; message_id?: string } };
    const { message } = envelope;
    const facts = (message ? JSON.parse(Buffer.from(String(message.data), 'base64').toString('utf8')) : envelope) as { emailAddress?: unknown; historyId?: unknown };
    if (typeof facts.emailAddress !== 'string' || facts.emailAddress === '') return null;
    return { email_address: facts.emailAddress.toLowerCase(), history_id: String(facts.historyId ?? ''), message_id: String(message?.messageId ?? message?.message_id ?? '') };
  } catch {
    return null;
  }
}
