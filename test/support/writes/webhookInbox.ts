import type { Writes, WritesWorld } from '../writes.js';

export function writes({ one }: WritesWorld): Writes {
  const event = () =>
    one(
      `insert into webhook_events (source, dedupe_key, method, path) values ('nobody', gen_random_uuid()::text, 'GET', '/') returning id`,
    );
  return {
    'POST /webhook-events/replay': [
      'replay webhook_events: after',
      async () => ({ path: '/webhook-events/replay', body: { source: 'nobody' } }),
    ],
    'POST /webhook-events/{id}/replay': ['replay webhook_events: after', async () => ({ path: `/webhook-events/${await event()}/replay` })],
  };
}
