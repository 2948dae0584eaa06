import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { readJson, readParams, send, sendJson } from '../sandbox/wire.js';

export interface GmailSandboxOptions {
  port?: number;
  client_id?: string;
  client_secret?: string;
  refresh_token?: string;
  audience?: string;
  service_account?: string;
  renewal?: RefreshTokenRenewal;
}

/** What a refresh does to the refresh token: nothing (Google, mostly); gives another, the old one stays good (Microsoft); gives another and takes the old one away. */
export type RefreshTokenRenewal = 'never' | 'keeps_old' | 'takes_old_away';

/** right, or wrong in one respect. */
export type PushTokenKind =
  'right' | 'wrong_audience' | 'wrong_email' | 'unverified_email' | 'wrong_issuer' | 'expired' | 'unknown_key' | 'wrong_signature';

export interface GmailSandboxFault {
  path: 'token' | 'watch' | 'stop' | 'certs';
  status: number;
  body?: unknown;
  /** Answers after this; without an end when it is Infinity. */
  ms?: number;
  times?: number;
}

export interface GmailSandbox {
  url: string;
  token_url: string;
  jwks_url: string;
  client_id: string;
  client_secret: string;
  /** The newest one. */
  refresh_token: string;
  renewal: RefreshTokenRenewal;
  /** How long a token takes, milliseconds. */
  token_ms: number;
  audience: string;
  service_account: string;
  /** The access tokens that were given out. */
  access_tokens: string[];
  watches: { topic_name: string; label_ids: string[] }[];
  stops: number;
  /** How often the keys were fetched. */
  key_fetches: number;
  fail(fault: GmailSandboxFault): void;
  /** Signs with another key from now on. */
  rotateKeys(): Promise<void>;
  pushToken(kind?: PushTokenKind, now?: Date): Promise<string>;
  /** The body of a push about this mailbox. */
  push(email_address: string, history_id?: string): Record<string, unknown>;
  stop(): Promise<void>;
}

const WATCH_DAYS = 7;

/** A local server with the few corners of Google that mail needs: tokens, watch and stop, and the keys that sign pushes. */
export async function startGmailSandbox(options: GmailSandboxOptions = {}): Promise<GmailSandbox> {
  const faults: GmailSandboxFault[] = [];
  const keys = { current: await makeKey(1), stranger: await makeKey(99) };
  let rotations = 1;
  let pushes = 0;
  let renewals = 0;
  const first_token = options.refresh_token ?? 'sandbox-refresh-token';
  /** Good besides the newest. */
  const old_tokens = new Set<string>();
  let history = 9_876_543_210_123_456_789n;

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(options.port ?? 0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url ?? '', url).pathname.split('/').pop() as GmailSandboxFault['path'];
    const fault = faults.find((one) => one.path === path);
    if (fault) {
      fault.times = (fault.times ?? 1) - 1;
      if (fault.times <= 0) faults.splice(faults.indexOf(fault), 1);
      if (fault.ms === Infinity) return;
      if (fault.ms) await new Promise((resolve) => setTimeout(resolve, fault.ms));
      return sendJson(response, fault.status, fault.body ?? {});
    }
    if (path === 'certs') {
      sandbox.key_fetches += 1;
      return send(response, 200, 'application/json', JSON.stringify({ keys: [keys.current.jwk] }), {
        'cache-control': 'public, max-age=19000',
      });
    }
    if (path === 'token') return token(request, response);
    if (!sandbox.access_tokens.some((one) => request.headers.authorization === `Bearer ${one}`)) {
      return sendJson(response, 401, { error: { code: 401, status: 'UNAUTHENTICATED', errors: [{ reason: 'authError' }] } });
    }
    if (path === 'watch') return watch(request, response);
    if (path === 'stop') {
      sandbox.stops += 1;
      response.writeHead(204).end();
      return;
    }
    sendJson(response, 404, { error: { code: 404, errors: [{ reason: 'notFound' }] } });
  }

  async function token(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const params = await readParams(request);
    if (params.get('client_id') !== sandbox.client_id || params.get('client_secret') !== sandbox.client_secret)
      return sendJson(response, 401, { error: 'invalid_client' });
    const given = params.get('refresh_token')!;
    if (given !== sandbox.refresh_token && !old_tokens.has(given))
      return sendJson(response, 400, { error: 'invalid_grant', error_description: 'Token has been expired or revoked.' });
    const access_token = `ya29.sandbox-${sandbox.access_tokens.length + 1}`;
    sandbox.access_tokens.push(access_token);
    const renewed = sandbox.renewal === 'never' ? {} : { refresh_token: renew() };
    if (sandbox.token_ms > 0) await new Promise((resolve) => setTimeout(resolve, sandbox.token_ms));
    sendJson(response, 200, { access_token, expires_in: 3599, scope: 'https://mail.google.com/', token_type: 'Bearer', ...renewed });
  }

  function renew(): string {
    if (sandbox.renewal === 'keeps_old') old_tokens.add(sandbox.refresh_token);
    return (sandbox.refresh_token = `${first_token}-${(renewals += 1)}`);
  }

  async function watch(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { topicName, labelIds } = await readJson(request);
    if (typeof topicName !== 'string' || !/^projects\/[^/]+\/topics\/[^/]+$/.test(topicName))
      return sendJson(response, 400, { error: { code: 400, errors: [{ reason: 'invalidArgument' }] } });
    sandbox.watches.push({ topic_name: topicName, label_ids: Array.isArray(labelIds) ? labelIds.map(String) : [] });
    sendJson(response, 200, { historyId: String((history += 1n)), expiration: String(Date.now() + WATCH_DAYS * 86_400_000) });
  }

  const sandbox: GmailSandbox = {
    ...{ url, token_url: `${url}/token`, jwks_url: `${url}/oauth2/v3/certs` },
    client_id: options.client_id ?? 'sandbox-client',
    client_secret: options.client_secret ?? 'sandbox-client-secret',
    refresh_token: first_token,
    renewal: options.renewal ?? 'never',
    token_ms: 0,
    audience: options.audience ?? 'https://api.example.com/webhooks/gmail',
    service_account: options.service_account ?? 'gmail-push@demo-project.iam.gserviceaccount.com',
    ...{ access_tokens: [], watches: [], stops: 0, key_fetches: 0 },
    fail: (fault) => void faults.push({ ...fault }),
    rotateKeys: async () => void (keys.current = await makeKey((rotations += 1))),
    pushToken: (kind = 'right', now = new Date()) => signPush(sandbox, kind, now, keys),
    push: (email_address, history_id) => {
      const message_id = String(7_000_000_000_000_000 + (pushes += 1));
      const data = Buffer.from(JSON.stringify({ emailAddress: email_address, historyId: history_id ?? String((history += 1n)) })).toString(
        'base64',
      );
      const at = new Date().toISOString();
      return {
        message: { attributes: {}, data, messageId: message_id, message_id, publishTime: at, publish_time: at },
        subscription: 'projects/demo-project/subscriptions/gmail-push',
      };
    },
    stop: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
  return sandbox;
}

type SigningKey = Awaited<ReturnType<typeof makeKey>>;

async function makeKey(number: number) {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
  const kid = `sandbox-${number}`;
  return { kid, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg: 'RS256', use: 'sig' } };
}

function signPush(
  { audience, service_account }: GmailSandbox,
  kind: PushTokenKind,
  now: Date,
  keys: { current: SigningKey; stranger: SigningKey },
): Promise<string> {
  const issued = Math.floor(now.getTime() / 1000) - (kind === 'expired' ? 7_200 : 0);
  const key = kind === 'unknown_key' || kind === 'wrong_signature' ? keys.stranger : keys.current;
  return new SignJWT({
    email: kind === 'wrong_email' ? 'somebody@demo-project.iam.gserviceaccount.com' : service_account,
    email_verified: kind !== 'unverified_email',
    azp: '113700000000000000000',
  })
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: kind === 'wrong_signature' ? keys.current.kid : key.kid })
    .setIssuer(kind === 'wrong_issuer' ? 'https://accounts.example.com' : 'https://accounts.google.com')
    .setAudience(kind === 'wrong_audience' ? 'https://elsewhere.example.com/webhooks/gmail' : audience)
    .setSubject('113700000000000000000')
    .setIssuedAt(issued)
    .setExpirationTime(issued + 3_600)
    .sign(key.privateKey);
}
