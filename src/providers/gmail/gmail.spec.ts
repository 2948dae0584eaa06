import { ProviderError } from '../providerError.js';
import { type GmailSandbox, startGmailSandbox } from './gmail.sandbox.js';
import { GmailApiClient, type GmailApiSettings } from './gmailApi.client.js';
import { GooglePushVerifier, readGmailPush } from './pubsubPush.js';

const TOPIC = 'projects/demo-project/topics/gmail';

let sandbox: GmailSandbox;
beforeAll(async () => {
  sandbox = await startGmailSandbox();
});
afterAll(() => sandbox.stop());

describe('GmailApiClient', () => {
  const client = (change: Partial<GmailApiSettings> = {}) =>
    new GmailApiClient({
      base_url: sandbox.url,
      token_url: sandbox.token_url,
      client_id: sandbox.client_id,
      client_secret: sandbox.client_secret,
      timeout_ms: 500,
      ...change,
    });

  async function failureOf(work: Promise<unknown>): Promise<ProviderError> {
    const error: unknown = await work.then(
      () => new Error('it did not fail'),
      (reason: unknown) => reason,
    );
    if (!(error instanceof ProviderError)) throw error;
    const whole = JSON.stringify({ ...error, message: error.message, stack: error.stack, cause: error.cause });
    for (const secret of [sandbox.client_secret, sandbox.refresh_token, ...sandbox.access_tokens]) expect(whole).not.toContain(secret);
    return error;
  }

  it('gets an access token that ends within the hour', async () => {
    const token = await client().refreshAccessToken(sandbox.refresh_token);
    expect(sandbox.access_tokens).toContain(token.access_token);
    expect(token.scope).toBe('https://mail.google.com/');
    expect(token.expires_at.getTime() - Date.now()).toBeLessThanOrEqual(3_600_000);
    expect(token.expires_at.getTime()).toBeGreaterThan(Date.now());
    expect(token.refresh_token).toBeUndefined();
  });

  it('gives on a refresh token that takes the place of the old one', async () => {
    const before = sandbox.refresh_token;
    sandbox.renewal = 'keeps_old';
    expect((await client().refreshAccessToken(before)).refresh_token).toBe(sandbox.refresh_token);
    expect((await client().refreshAccessToken(before)).refresh_token).toBe(sandbox.refresh_token);
    sandbox.renewal = 'takes_old_away';
    const last = sandbox.refresh_token;
    expect((await client().refreshAccessToken(last)).refresh_token).toBe(sandbox.refresh_token);
    expect(await failureOf(client().refreshAccessToken(last))).toMatchObject({ code: 'oauth_grant_refused' });
    sandbox.renewal = 'never';
  });

  it('asks for a person when the consent or the client is refused', async () => {
    expect(await failureOf(client().refreshAccessToken('a revoked one'))).toMatchObject({
      kind: 'unauthorised',
      code: 'oauth_grant_refused',
    });
    expect(await failureOf(client({ client_secret: 'not it' }).refreshAccessToken(sandbox.refresh_token))).toMatchObject({
      kind: 'unauthorised',
      code: 'oauth_client_refused',
    });
  });

  it('watches and stops', async () => {
    const { access_token } = await client().refreshAccessToken(sandbox.refresh_token);
    const watch = await client().watch(access_token, TOPIC);
    expect(sandbox.watches.at(-1)).toEqual({ topic_name: TOPIC, label_ids: ['INBOX'] });
    expect(watch.history_id).toMatch(/^98765432101234567\d+$/);
    expect(watch.expires_at.getTime()).toBeGreaterThan(Date.now() + 6 * 86_400_000);
    await client().stop(access_token);
    await client().stop(access_token);
    expect(sandbox.stops).toBe(2);
    expect(await failureOf(client().watch(access_token, 'no topic'))).toMatchObject({ kind: 'rejected', code: 'provider_rejected' });
    expect(await failureOf(client().watch('another token', TOPIC))).toMatchObject({ kind: 'unauthorised', code: 'provider_unauthorised' });
  });

  it.each([
    [503, {}, 'temporary', 'provider_unavailable'],
    [429, {}, 'temporary', 'rate_limited'],
    [403, { error: { errors: [{ reason: 'userRateLimitExceeded' }] } }, 'temporary', 'rate_limited'],
    [403, { error: { errors: [{ reason: 'insufficientPermissions' }] } }, 'unauthorised', 'provider_unauthorised'],
    [404, {}, 'not_found', 'provider_not_found'],
    [302, {}, 'rejected', 'provider_rejected'],
    [200, { historyId: '1' }, 'unknown', 'provider_protocol_error'],
    [200, 'a page of something else', 'unknown', 'provider_protocol_error'],
  ])('HTTP %i with %j is %s', async (status, body, kind, code) => {
    const { access_token } = await client().refreshAccessToken(sandbox.refresh_token);
    sandbox.fail({ path: 'watch', status, body });
    expect(await failureOf(client().watch(access_token, TOPIC))).toMatchObject({ kind, code });
  });

  it('waits no longer than its deadline, and says when nobody is there', async () => {
    sandbox.fail({ path: 'token', status: 200, ms: Infinity });
    expect(await failureOf(client({ timeout_ms: 100 }).refreshAccessToken(sandbox.refresh_token))).toMatchObject({
      kind: 'temporary',
      code: 'provider_timeout',
    });
    expect(await failureOf(client({ token_url: 'http://127.0.0.1:1/token' }).refreshAccessToken(sandbox.refresh_token))).toMatchObject({
      kind: 'temporary',
      code: 'provider_unavailable',
    });
  });
});

describe('readGmailPush', () => {
  const wrapped = (data: unknown, more: Record<string, unknown> = { messageId: '7000000000000001' }) => ({
    message: { data, ...more },
    subscription: 'projects/demo/subscriptions/gmail',
  });
  const encoded = (text: string, encoding: 'base64' | 'base64url' = 'base64') => Buffer.from(text).toString(encoding);

  it('reads what Pub/Sub sends', () => {
    expect(readGmailPush(sandbox.push('Support@Example.com', '9876543210'))).toEqual({
      ...{ state: 'news', email_address: 'support@example.com', history_id: '9876543210' },
      ...{ message_id: expect.stringMatching(/^700000000000000\d$/), subscription: 'projects/demo-project/subscriptions/gmail-push' },
    });
  });

  it.each(['base64', 'base64url'] as const)('reads data in %s, with letters that differ between the two', (encoding) => {
    const body = wrapped(encoded('{"emailAddress":"a+??>>~~ü@example.com","historyId":"1"}', encoding));
    expect(readGmailPush(body)).toMatchObject({ state: 'news', email_address: 'a+??>>~~ü@example.com' });
  });

  it('takes the id in either spelling', () => {
    const data = encoded('{"emailAddress":"a@example.com","historyId":"1"}');
    expect(readGmailPush(wrapped(data, { message_id: '8' }))).toMatchObject({ message_id: '8' });
    expect(readGmailPush(wrapped(data, { messageId: '9', message_id: '9' }))).toMatchObject({ message_id: '9' });
  });

  it('keeps a history id that is too large for a number, whether it comes as text or as a number', () => {
    expect(readGmailPush(wrapped(encoded('{"emailAddress":"a@example.com","historyId":"18446744073709551615"}')))).toMatchObject({
      history_id: '18446744073709551615',
    });
    expect(readGmailPush(wrapped(encoded('{"emailAddress":"a@example.com","historyId": 18446744073709551615}')))).toMatchObject({
      history_id: '18446744073709551615',
    });
  });

  it('reads a body without an envelope', () => {
    expect(readGmailPush({ emailAddress: 'A@example.com', historyId: 12 })).toEqual({
      state: 'news',
      email_address: 'a@example.com',
      history_id: '12',
      message_id: '',
      subscription: '',
    });
  });

  it.each([
    ['data that is no JSON', wrapped(encoded('not json'))],
    ['data that is no base64', wrapped('%%%%')],
    ['no data', wrapped(undefined)],
    ['data of another type', wrapped(12)],
    ['an address that is none', wrapped(encoded('{"emailAddress":"nobody"}'))],
    ['JSON that is no object', wrapped(encoded('"a@example.com"'))],
    ['an empty body', {}],
    ['no body', undefined],
    ['a list', []],
    ['null as message', { message: null }],
  ])('says that %s is unusable, so that it can be acknowledged', (_name, body) => {
    expect(readGmailPush(body)).toMatchObject({ state: 'unusable', reason: expect.stringMatching(/\w+/) });
  });
});

describe('GooglePushVerifier', () => {
  const verifier = (change = {}) =>
    new GooglePushVerifier({ jwks_url: sandbox.jwks_url, audience: sandbox.audience, service_account: sandbox.service_account, ...change });
  const bearer = async (...kind: Parameters<GmailSandbox['pushToken']>) => `Bearer ${await sandbox.pushToken(...kind)}`;

  it('accepts a genuine token, as often as it comes, and fetches the keys once', async () => {
    const google = verifier();
    const fetched = sandbox.key_fetches;
    const token = await bearer();
    for (let index = 0; index < 3; index += 1) expect(await google.verify(token)).toEqual({ state: 'genuine' });
    expect(sandbox.key_fetches).toBe(fetched + 1);
  });

  it.each([
    ['wrong_audience', 'its aud is not the right one'],
    ['wrong_email', 'it is about another service account'],
    ['unverified_email', 'its address is not verified'],
    ['wrong_issuer', 'its iss is not the right one'],
    ['expired', 'it has expired'],
    ['unknown_key', 'its key is unknown'],
    ['wrong_signature', 'it is not properly signed'],
  ] as const)('refuses a token with %s', async (kind, reason) => {
    expect(await verifier().verify(await bearer(kind))).toEqual({ state: 'refused', reason });
  });

  it('refuses what is no token, and tokens that nobody signed or that a secret signed', async () => {
    const [head, body, signature] = (await sandbox.pushToken()).split('.');
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    const hs256 = Buffer.from('{"alg":"HS256","kid":"sandbox-1"}').toString('base64url');
    for (const authorization of [
      undefined,
      '',
      'Basic abc',
      'Bearer',
      'Bearer x.y.z',
      `Bearer ${none}.${body}.`,
      `Bearer ${hs256}.${body}.${signature}`,
      `Bearer ${head}.${body}.AAAA`,
    ]) {
      expect(await verifier().verify(authorization)).toMatchObject({ state: 'refused' });
    }
  });

  it('allows a minute between the clocks, not more', async () => {
    const now = new Date();
    const seconds = (count: number) => new Date(now.getTime() + count * 1000);
    const token = await bearer('right', now);
    expect(await verifier().verify(token, seconds(3_600 + 55))).toEqual({ state: 'genuine' });
    expect(await verifier().verify(token, seconds(3_600 + 65))).toMatchObject({ state: 'refused' });
    expect(await verifier().verify(token, seconds(-55))).toEqual({ state: 'genuine' });
    expect(await verifier().verify(token, seconds(-65))).toMatchObject({ state: 'refused' });
  });

  it('finds a new key, and does not look for unknown ones all the time', async () => {
    const google = verifier({ refetch_after_ms: 0 });
    const patient = verifier();
    expect(await google.verify(await bearer())).toEqual({ state: 'genuine' });
    expect(await patient.verify(await bearer())).toEqual({ state: 'genuine' });
    await sandbox.rotateKeys();
    expect(await google.verify(await bearer())).toEqual({ state: 'genuine' });
    const fetched = sandbox.key_fetches;
    for (let index = 0; index < 5; index += 1)
      expect(await patient.verify(await bearer('unknown_key'))).toMatchObject({ state: 'refused' });
    expect(sandbox.key_fetches).toBe(fetched);
  });

  it('does not call a token false when the keys cannot be fetched', async () => {
    sandbox.fail({ path: 'certs', status: 503 });
    expect(await verifier().verify(await bearer())).toMatchObject({ state: 'unavailable' });
    expect(await verifier({ jwks_url: 'http://127.0.0.1:1/certs' }).verify(await bearer())).toMatchObject({ state: 'unavailable' });
  });
});
