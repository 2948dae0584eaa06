import { SignJWT } from 'jose';
import { io, type Socket } from 'socket.io-client';
import { startTestApp, type TestApp } from '../support/app.js';

let product: TestApp;
const open: Socket[] = [];
beforeAll(async () => {
  product = await startTestApp();
});
afterAll(async () => {
  for (const socket of open) socket.close();
  await product.close();
});

/** How long the connection below stood, milliseconds; it does not come back by itself. */
async function stood(namespace: string, auth: object = {}): Promise<number> {
  const socket = io(`${product.url}${namespace}`, { auth, transports: ['websocket'], forceNew: true, reconnection: false });
  open.push(socket);
  let began = 0;
  return new Promise((resolve) => {
    socket.io.on('open', () => (began = performance.now()));
    socket.io.on('close', () => resolve(performance.now() - began));
  });
}
async function shortToken(): Promise<string> {
  const { rows } = await product.database.pool.query(
    `insert into auth.users (id, email) values (gen_random_uuid(), 'short@example.com') returning id`,
  );
  return new SignJWT({ role: 'authenticated' })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(rows[0].id)
    .setAudience('authenticated')
    .setExpirationTime('2s')
    .sign(new TextEncoder().encode(product.database.jwtSecret));
}

describe('a connection of sockets', () => {
  it('is closed at once in the namespace that asks for no token', async () => {
    expect(await stood('/')).toBeLessThan(1_000);
  });

  it('does not stand without a valid token, nor after it has run out', async () => {
    const times = await Promise.all([
      stood('/emails'),
      stood('/emails', { token: 'nonsense' }),
      stood('/no-such-namespace'),
      stood('/emails', { token: await shortToken() }),
    ]);
    for (const ms of times) expect(ms).toBeLessThan(14_000);
  });

  it('stands with one', async () => {
    const socket = io(`${product.url}/emails`, {
      auth: { token: await product.token('agent') },
      transports: ['websocket'],
      forceNew: true,
    });
    open.push(socket);
    await new Promise((resolve) => setTimeout(resolve, 11_000));
    expect(socket.connected).toBe(true);
  });
});
