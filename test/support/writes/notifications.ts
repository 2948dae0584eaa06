import type { Writes, WritesWorld } from '../writes.js';

export const writes = ({ one }: WritesWorld): Writes => ({
  'PATCH /notifications/{id}': [
    'update notifications: before, after',
    async () => ({
      path: `/notifications/${await one(`select notify_once(null, 'calls', 'test', 'Title', '', null, null, gen_random_uuid()::text)`)}`,
      body: { read: true },
    }),
  ],
});
