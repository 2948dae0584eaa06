import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startTestApp, type TestApp } from '../support/app.js';
import { until } from '../support/until.js';

const TOKEN = 'a token in the address of the push';
const AUDIENCE = 'https://api.example.com/webhooks/gmail';
const ACCOUNT = 'gmail-push@demo-project.iam.example.com';
interface EventRow {
  id: number;
  state: string;
  outcome: string | null;
  error_code: string | null;
  query: string;
}

let google: Server;
let products: Record<'token' | 'oidc' | 'closed', TestApp>;
let sign: (claims?: object, options?: { expires?: string; other_key?: boolean }) => Promise<string>;
beforeAll(async () => {
  const [ours, other] = await Promise.all([generateKeyPair('RS256'), generateKeyPair('RS256')]);
  const jwks = { keys: [{ ...(await exportJWK(ours.publicKey)), kid: 'k1', alg: 'RS256', use: 'sig' }] };
  google = createServer((_request, response) => response.setHeader('content-type', 'application/json').end(JSON.stringify(jwks))).listen(
    0,
    '127.0.0.1',
  );
  await new Promise((resolve) => google.once('listening', resolve));
  sign = (claims = {}, { expires = '1h', other_key = false } = {}) =>
    new SignJWT({ email: ACCOUNT, email_verified: true, aud: AUDIENCE, iss: 'https://accounts.google.com', ...claims })
      .setProtectedHeader({ alg: 'RS256', kid: 'k1' })
      .setIssuedAt()
      .setExpirationTime(expires)
      .sign(other_key ? other.privateKey : ours.privateKey);
  const oidc = {
    GMAIL_PUSH_AUDIENCE: AUDIENCE,
    GMAIL_PUSH_SERVICE_ACCOUNT: ACCOUNT,
    GMAIL_PUSH_JWKS_URL: `http://127.0.0.1:${(google.address() as AddressInfo).port}/certs`,
  };
  // One after another: three that start at once keep each other from answering their database in time.
  const token = await startTestApp({ environment: { GMAIL_PUSH_TOKEN: TOKEN } });
  const with_oidc = await startTestApp({ environment: oidc });
  const closed = await startTestApp();
  products = { token, oidc: with_oidc, closed };
  token.watch.plant('token of the push', TOKEN);
});
afterAll(async () => {
  await Promise.all(Object.values(products).map((product) => product.close()));
  google.close();
});

let sent = 0;
const envelope = (emailAddress: string, messageId = String(7_000_000_000_000_000 + ++sent)) => ({
  message: {
    data: Buffer.from(JSON.stringify({ emailAddress, historyId: '9876543210' })).toString('base64url'),
    messageId,
    message_id: messageId,
    attributes: {},
  },
  subscription: 'projects/demo-project/subscriptions/gmail-push',
  deliveryAttempt: 1,
});
const push = (body: unknown, path = `/webhooks/gmail?token=${encodeURIComponent(TOKEN)}`, product = products.token, headers = {}) =>
  product.call('POST', path, { as: null, body, headers });
const events = async () => (await products.token.call<{ data: EventRow[] }>('GET', '/webhook-events?source=gmail&limit=200')).body.data;
const mailbox = async (email_address: string, change: object = {}) =>
  (
    await products.token.call<{ id: string }>('POST', '/support-emails', {
      body: { email_address, password: 'the password of the mailbox', provider: 'gmail', ...change },
    })
  ).body.id;
const requests = async (id: string) =>
  (await products.token.database.pool.query('select sync_requests from support_emails where id = $1', [id])).rows[0]
    .sync_requests as number;

describe("Gmail's push", () => {
  it('has the mailbox read, once for each message of Google, however its address is spelled', async () => {
    const id = await mailbox('pushed@example.com');
    const body = envelope('Pushed@Example.com');
    for (const _ of [1, 2, 3]) expect((await push(body)).status).toBe(200);
    await until(
      () => requests(id),
      (n) => n === 1,
    );
    const [event] = await until(events, ([first]) => first?.state === 'processed');
    expect(event).toMatchObject({ outcome: 'sync_requested' });
    // The secret of the address is not kept.
    expect((await products.token.call<EventRow>('GET', `/webhook-events/${event!.id}`)).body.query).toBe('');
    expect(await events()).toHaveLength(1);
  });

  it('is acknowledged and noted for a mailbox that nobody knows, or that is not watched', async () => {
    await mailbox('quiet@example.com', { is_watched: false });
    for (const address of ['stranger@example.com', 'quiet@example.com']) expect((await push(envelope(address))).status).toBe(200);
    const outcomes = await until(
      async () => (await events()).map(({ outcome }) => outcome),
      (all) => all.includes('unknown_mailbox') && all.includes('inactive_mailbox'),
    );
    expect(outcomes).toHaveLength(3);
  });

  it.each([
    ['no JSON', 'not json at all'],
    ['data that is no JSON', { message: { data: 'AAAA', messageId: 'poison-1' } }],
    ['no address', { message: { data: Buffer.from('{"historyId":1}').toString('base64'), messageId: 'poison-2' } }],
    ['null', 'null'],
  ])('is acknowledged and parked with %s, so that it does not come back for a week', async (_name, body) => {
    const parked = async () =>
      (await events()).filter(({ state, error_code }) => state === 'parked' && error_code === 'webhook_unusable').length;
    const before = await parked();
    expect((await push(body)).status).toBe(200);
    await until(parked, (n) => n === before + 1);
  });

  it('is stored and acknowledged with a message id that no column takes, once', async () => {
    const id = await mailbox('nul@example.com');
    const body = envelope('nul@example.com', 'nul\0id');
    for (const _ of [1, 2]) expect((await push(body)).status).toBe(200);
    await until(
      () => requests(id),
      (n) => n === 1,
    );
  });

  it('is taken unwrapped too', async () => {
    const id = await mailbox('unwrapped@example.com');
    expect((await push({ emailAddress: 'unwrapped@example.com', historyId: 12345 })).status).toBe(200);
    await until(
      () => requests(id),
      (n) => n === 1,
    );
  });

  it('is refused without the secret of its address, and where nothing is configured', async () => {
    const refusals = [
      await push(envelope('pushed@example.com'), '/webhooks/gmail'),
      await push(envelope('pushed@example.com'), '/webhooks/gmail?token=guessed'),
      await push(envelope('x@example.com'), undefined, products.closed),
    ];
    expect(refusals.map(({ status, body }) => [status, body.code])).toEqual(Array.from({ length: 3 }, () => [401, 'webhook_refused']));
  });

  it("is believed with Google's token, used again and again, and with no other", async () => {
    const ask = async (authorization?: string) =>
      (await push(envelope('x@example.com'), '/webhooks/gmail', products.oidc, authorization ? { authorization } : {})).status;
    const good = await sign();
    expect([await ask(`Bearer ${good}`), await ask(`Bearer ${good}`)]).toEqual([200, 200]);
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${good.split('.')[1]}.`;
    const bad = [
      undefined,
      good,
      'Bearer',
      'Bearer x.y.z',
      `Bearer ${unsigned}`,
      `Bearer ${await sign({ aud: 'https://other.example.com' })}`,
      `Bearer ${await sign({ email: 'other@example.com' })}`,
      `Bearer ${await sign({ email_verified: false })}`,
      `Bearer ${await sign({ iss: 'https://accounts.example.com' })}`,
      `Bearer ${await sign({}, { expires: '-10m' })}`,
      `Bearer ${await sign({}, { other_key: true })}`,
    ];
    expect(await Promise.all(bad.map(ask))).toEqual(bad.map(() => 401));
  });
});
