import type { Visits, Writes, WritesWorld } from '../writes.js';

export function writes({ make }: WritesWorld): Writes {
  let made = 0;
  const body = () => ({ name: `Calendar ${(made += 1)}`, hours: { mon: [['09:00', '17:00']] } });
  const calendar = async () => `/calendars/${(await make('/calendars', body())).id}`;
  return {
    'POST /calendars': ['insert calendars: after', async () => ({ path: '/calendars', body: body() })],
    'PATCH /calendars/{id}': [
      'update calendars: before, after',
      async () => ({ path: await calendar(), body: { holidays: [{ date: '2026-10-02' }] } }),
    ],
    'DELETE /calendars/{id}': ['delete calendars: before', async () => ({ path: await calendar() })],
  };
}

export function visits({ one }: WritesWorld): Visits {
  return {
    'GET /calendars/{id}/preview': async () => ({
      path: `/calendars/${await one('select id from calendars where is_default')}/preview?from=2026-10-01&to=2026-10-14`,
    }),
  };
}
