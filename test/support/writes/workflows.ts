import { createHash } from 'node:crypto';
import type { Visits, Writes, WritesWorld } from '../writes.js';

export function writes({ make, one, product }: WritesWorld): Writes {
  const body = {
    name: 'A rule',
    trigger: { type: 'event', kind: 'ticket', events: ['ticket:created'] },
    conditions: { field: 'priority', operator: 'equals', value: 'urgent' },
    actions: [{ action: 'notify', params: { title: 'Look' } }],
  };
  const rule = async (more: object = {}) => `/workflows/${(await make('/workflows', { ...body, ...more })).id}`;
  const run = async (state: string) => {
    const path = await rule();
    return one(
      `insert into workflow_runs (workflow_id, workflow_version, entity_type, entity_id, cause, event, event_at, state)
       values ($1, 1, 'ticket', 'none', gen_random_uuid()::text, 'ticket:created', now(), $2) returning id`,
      [path.split('/').at(-1), state],
    );
  };
  const webhook = {
    trigger: { type: 'webhook', kind: 'webhook', fields: { amount: 'number' } },
    conditions: { field: 'amount', operator: 'more_than', value: 1 },
  };
  const ticket = async () => (await make('/tickets', { subject: 'For a rule' })).id;
  return {
    'POST /workflows': ['insert workflows: after', () => Promise.resolve({ path: '/workflows', body })],
    'POST /workflows/import': [
      'insert workflows: after',
      () => Promise.resolve({ path: '/workflows/import', body: { workflows: [body] } }),
    ],
    'PATCH /workflows/{id}': ['update workflows: before, after', async () => ({ path: await rule(), body: { name: 'Another' } })],
    'DELETE /workflows/{id}': ['update workflows: before, after', async () => ({ path: await rule() })],
    'POST /workflows/stop': [
      'update workflows: before, after',
      async () => {
        await product().database.pool.query('update workflows set is_active = false where is_active');
        await rule({ is_active: true });
        return { path: '/workflows/stop', body: { which: 'all' } };
      },
    ],
    'POST /workflows/{id}/dry-run': ['', async () => ({ path: `${await rule()}/dry-run`, body: { from: '2026-01-01T00:00:00Z' } })],
    'POST /workflows/{id}/test': ['', async () => ({ path: `${await rule()}/test`, body: { entity_id: await ticket() } })],
    'POST /workflows/{id}/rotate-secret': ['rotate_secret workflows', async () => ({ path: `${await rule(webhook)}/rotate-secret` })],
    'POST /workflow-runs/{id}/cancel': [
      'cancel workflow_runs',
      async () => ({ path: `/workflow-runs/${await run('waiting')}/cancel`, body: {} }),
    ],
    'POST /workflow-runs/{id}/retry': ['retry workflow_runs', async () => ({ path: `/workflow-runs/${await run('partial')}/retry` })],
  };
}

export function visits({ make, product }: WritesWorld): Visits {
  return {
    'POST /webhooks/workflows/{id}': async () => {
      const { id } = await make('/workflows', {
        name: 'Called',
        is_active: true,
        trigger: { type: 'webhook', kind: 'webhook', fields: { amount: 'number' } },
        conditions: { field: 'amount', operator: 'more_than', value: 1 },
        actions: [{ action: 'notify', params: { title: 'Look' } }],
      });
      const hash = createHash('sha256').update('a secret of the visits').digest('hex');
      await product().database.pool.query('update workflow_secrets set secret_hash = $2 where workflow_id = $1', [id, hash]);
      return { path: `/webhooks/workflows/${id}`, body: { amount: 2 }, headers: { 'x-webhook-secret': 'a secret of the visits' } };
    },
  };
}
