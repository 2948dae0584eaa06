import type { Visits, Writes, WritesWorld } from '../writes.js';

export function writes({ make }: WritesWorld): Writes {
  let made = 0;
  const body = () => ({
    name: `Policy ${(made += 1)}`,
    resolution_minutes: 60,
    conditions: { field: 'team', operator: 'equals', value: 'nobody' },
  });
  const policy = async () => `/sla/policies/${(await make('/sla/policies', body())).id}`;
  const updated = 'update sla_policies: before, after';
  return {
    'PUT /sla-config/bulk': [
      updated,
      () => Promise.resolve({ path: '/sla-config/bulk', body: { tiers: [{ tier: 'low', warn_percent: 70 }] } }),
    ],
    'PUT /sla-config/{tier}': [updated, () => Promise.resolve({ path: '/sla-config/vip', body: { resolution_minutes: 200 } })],
    'POST /sla/policies': ['insert sla_policies: after', () => Promise.resolve({ path: '/sla/policies', body: body() })],
    'PATCH /sla/policies/{id}': [updated, async () => ({ path: await policy(), body: { name: 'Another' } })],
    'DELETE /sla/policies/{id}': ['delete sla_policies: before', async () => ({ path: await policy() })],
    'POST /sla/simulate': ['', () => Promise.resolve({ path: '/sla/simulate', body: { range: '7d' } })],
  };
}

export function visits({ one }: WritesWorld): Visits {
  return {
    'GET /sla/{entity_type}/{id}/explain': async () => ({
      path: `/sla/email_thread/${await one(`select id from email_threads order by id limit 1`)}/explain`,
    }),
  };
}
