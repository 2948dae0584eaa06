import { randomUUID } from 'node:crypto';
import { EmbeddedAuth } from '../../../src/auth/embeddedAuth.js';
import type { Visits, Writes, WritesWorld } from '../writes.js';

export const writes = ({ product, adminId }: WritesWorld): Writes => ({
  'POST /auth/logout': [
    'sign_out sessions',
    async () => {
      const auth = product().app.get(EmbeddedAuth, { strict: false });
      const { session_id } = await auth.startSession(adminId());
      const token = await auth.sign({ id: adminId(), email: 'admin@example.com' }, 600, session_id);
      return { path: '/auth/logout', headers: { authorization: `Bearer ${token}` } };
    },
  ],
});

export const visits = ({ product }: WritesWorld): Visits => {
  const user = async () => {
    const password = randomUUID();
    const { email } = await product()
      .app.get(EmbeddedAuth, { strict: false })
      .ensureUser(`${randomUUID()}@example.com`, password, 'viewer');
    return { email, password };
  };
  return {
    'POST /auth/login': async () => ({ path: '/auth/login', body: await user() }),
    'POST /auth/refresh': async () => {
      const { body } = await product().call<{ refresh_token: string }>('POST', '/auth/login', { as: null, body: await user() });
      return { path: '/auth/refresh', body: { refresh_token: body.refresh_token } };
    },
  };
};
