import { EmbeddedAuth } from '../../../src/auth/embeddedAuth.js';
import type { Writes, WritesWorld } from '../writes.js';

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
