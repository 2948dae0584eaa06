import { createRemoteJWKSet, errors, jwtVerify, type JWTVerifyGetKey } from 'jose';

/**
 * What a push says. `unusable`: nothing can ever be made of it, so it is acknowledged all the same, or it would come back for a week.
 */
export type GmailPush =
  | { state: 'news'; email_address: string; history_id: string; message_id: string; subscription: string }
  | { state: 'unusable'; reason: string; message_id: string };

/** Reads the body of a push: wrapped by Pub/Sub, or the bare notification. Never raises. */
export function readGmailPush(body: unknown): GmailPush {
  const envelope = isObject(body) ? body : {};
  const message = isObject(envelope.message) ? envelope.message : undefined;
  const message_id = text(message?.messageId ?? message?.message_id);
  const subscription = text(envelope.subscription);
  if ('emailAddress' in envelope) return news(envelope, '', '');
  if (!message) return { state: 'unusable', reason: 'there is neither a message nor an address in it', message_id };
  if (typeof message.data !== 'string') return { state: 'unusable', reason: 'the message has no data', message_id };
  try {
    // Takes base64 and base64url.
    const decoded = Buffer.from(message.data, 'base64').toString();
    return news(JSON.parse(keepingLargeNumbers(decoded)) as unknown, message_id, subscription);
  } catch {
    return { state: 'unusable', reason: 'its data is no JSON', message_id };
  }
}

function news(data: unknown, message_id: string, subscription: string): GmailPush {
  const email_address = isObject(data) ? text(data.emailAddress).trim().toLowerCase() : '';
  if (!email_address.includes('@')) return { state: 'unusable', reason: 'its data names no mailbox', message_id };
  return { state: 'news', email_address, history_id: text((data as Record<string, unknown>).historyId), message_id, subscription };
}

/** A history id may be a number too large for JavaScript; it is only ever a text here. */
function keepingLargeNumbers(json: string): string {
  return json.replace(/("historyId"\s*:\s*)(\d+)/, '$1"$2"');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}

export interface GooglePushSettings {
  /** `https://www.googleapis.com/oauth2/v3/certs` */
  jwks_url: string;
  /** What the subscription was told to put into its tokens; by default the URL it pushes to. */
  audience: string;
  /** The service account of the subscription. */
  service_account: string;
  issuers?: string[];
  /** An unknown key is looked for again only after this. */
  refetch_after_ms?: number;
}

export const GOOGLE_ISSUERS = ['https://accounts.google.com', 'accounts.google.com'];

const SKEW_SECONDS = 60;
const FETCH_MS = 5_000;
const REFETCH_MS = 30_000;
/** Google keeps its keys for hours; a new one is found when it is first seen. */
const KEEP_KEYS_MS = 6 * 3_600_000;

/** refused: the token is not Google's word about our subscription. unavailable: Google's keys cannot be fetched, so nobody knows. */
export type PushTokenVerdict = { state: 'genuine' } | { state: 'refused' | 'unavailable'; reason: string };

/** Checks the token that Pub/Sub sends along. A token is good for many pushes within its hour, so a repeated one is no replay. */
export class GooglePushVerifier {
  private readonly keys: JWTVerifyGetKey;

  constructor(private readonly settings: GooglePushSettings) {
    this.keys = createRemoteJWKSet(new URL(settings.jwks_url), {
      timeoutDuration: FETCH_MS,
      cooldownDuration: settings.refetch_after_ms ?? REFETCH_MS,
      cacheMaxAge: KEEP_KEYS_MS,
    });
  }

  async verify(authorization: string | undefined, now = new Date()): Promise<PushTokenVerdict> {
    const [, token] = /^Bearer +(\S+)$/i.exec(authorization ?? '') ?? [];
    if (!token) return { state: 'refused', reason: 'there is no bearer token' };
    const { audience, service_account, issuers = GOOGLE_ISSUERS } = this.settings;
    try {
      const { payload } = await jwtVerify(token, this.keys, {
        ...{ algorithms: ['RS256'], issuer: issuers, audience, currentDate: now, clockTolerance: SKEW_SECONDS },
        requiredClaims: ['exp', 'iat', 'email'],
      });
      if (payload.email !== service_account) return { state: 'refused', reason: 'it is about another service account' };
      if (payload.email_verified !== true) return { state: 'refused', reason: 'its address is not verified' };
      if (payload.iat! > now.getTime() / 1000 + SKEW_SECONDS) return { state: 'refused', reason: 'it is from the future' };
      return { state: 'genuine' };
    } catch (error) {
      return verdictOf(error);
    }
  }
}

function verdictOf(error: unknown): PushTokenVerdict {
  if (error instanceof errors.JWTClaimValidationFailed) return { state: 'refused', reason: `its ${error.claim} is not the right one` };
  if (error instanceof errors.JWTExpired) return { state: 'refused', reason: 'it has expired' };
  if (error instanceof errors.JWKSNoMatchingKey) return { state: 'refused', reason: 'its key is unknown' };
  const is_about_token =
    error instanceof errors.JOSEError &&
    !(error instanceof errors.JWKSTimeout) &&
    !(error instanceof errors.JWKSInvalid) &&
    error.code !== 'ERR_JOSE_GENERIC';
  return is_about_token
    ? { state: 'refused', reason: 'it is not properly signed' }
    : { state: 'unavailable', reason: "Google's keys cannot be fetched" };
}
