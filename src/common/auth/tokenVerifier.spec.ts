import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import type { ConfigService } from '../config/config.service.js';
import { TokenVerifier } from './tokenVerifier.js';

const secret = 'a secret of at least thirty-two characters';
const verifierWith = (database: object) => new TokenVerifier({ database } as ConfigService);

const claims = (change: Record<string, unknown> = {}) => ({
  role: 'authenticated',
  email: 'asha@example.com',
  sub: 'u1',
  aud: 'authenticated',
  ...change,
});
const signed = (payload: Record<string, unknown>, options: { key?: string; expires?: string } = {}) =>
  new SignJWT(payload)
    .setProtectedHeader({ alg: 'HS256' })
    .setExpirationTime(options.expires ?? '1h')
    .sign(new TextEncoder().encode(options.key ?? secret));

describe('TokenVerifier with a secret', () => {
  const verifier = verifierWith({ jwt_secret: secret });

  it('accepts a token of a user, also the second time', async () => {
    const token = await signed(claims());
    const once = await verifier.verify(token);
    expect(once).toMatchObject({ user_id: 'u1', email: 'asha@example.com' });
    expect(await verifier.verify(token)).toBe(once);
  });

  it.each([
    ['signed by somebody else', () => signed(claims(), { key: 'x'.repeat(32) })],
    ['expired', () => signed(claims(), { expires: '-1m' })],
    ['of the service role', () => signed(claims({ role: 'service_role' }))],
    ['of nobody', () => signed(claims({ sub: undefined }))],
    ['for another audience', () => signed(claims({ aud: 'elsewhere' }))],
    ['without a signature', () => Promise.resolve(new UnsecuredJWT(claims()).setExpirationTime('1h').encode())],
    ['that is none', () => Promise.resolve('not.a.token')],
  ])('refuses a token %s', async (_name, token) => {
    await expect(verifier.verify(await token())).rejects.toMatchObject({ code: 'unauthenticated', statusCode: 401 });
  });
});

describe('TokenVerifier with published keys', () => {
  let server: Server;
  let url: string;
  let privateKey: Awaited<ReturnType<typeof generateKeyPair>>['privateKey'];

  beforeAll(async () => {
    const pair = await generateKeyPair('ES256');
    privateKey = pair.privateKey;
    const keys = [{ ...(await exportJWK(pair.publicKey)), kid: 'k1', alg: 'ES256' }];
    server = createServer((_request, response) => response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys })));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  it('accepts what those keys signed, and no token signed with a shared secret', async () => {
    const verifier = verifierWith({ jwks_url: url });
    const token = await new SignJWT(claims()).setProtectedHeader({ alg: 'ES256', kid: 'k1' }).setExpirationTime('1h').sign(privateKey);
    expect(await verifier.verify(token)).toMatchObject({ user_id: 'u1' });
    await expect(verifier.verify(await signed(claims()))).rejects.toMatchObject({ code: 'unauthenticated' });
  });
});
