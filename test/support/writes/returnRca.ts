import type { Writes, WritesWorld } from '../writes.js';

let made = 0;

export function writes({ make }: WritesWorld): Writes {
  const named = () => ({ name: `Cause ${process.pid}-${(made += 1)}` });
  const cause = async () => (await make('/return-rca/causes', named())).id;
  const body = { product_name: 'Atta 5 kg', currency: 'INR', cost_minor: 49_900 };
  const returned = async () => (await make('/return-rca', body)).id;
  const planned = async () => ({ cause_id: await cause(), title: 'Stronger bags' });
  const action = async () => (await make('/return-rca/corrective-actions', await planned())).id;
  return {
    'POST /return-rca/causes': ['insert return_causes: after', async () => ({ path: '/return-rca/causes', body: named() })],
    'PATCH /return-rca/causes/{id}': [
      'update return_causes: before, after',
      async () => ({ path: `/return-rca/causes/${await cause()}`, body: { description: 'Other' } }),
    ],
    'DELETE /return-rca/causes/{id}': [
      'update return_causes: before, after',
      async () => ({ path: `/return-rca/causes/${await cause()}` }),
    ],
    'POST /return-rca': ['insert return_rcas: after', async () => ({ path: '/return-rca', body })],
    'PATCH /return-rca/{id}': [
      'update return_rcas: before, after',
      async () => ({ path: `/return-rca/${await returned()}`, body: { causes: [{ cause_id: await cause() }] } }),
    ],
    'POST /return-rca/{id}/actions': [
      'analyse return_rcas: before, after',
      async () => ({ path: `/return-rca/${await returned()}/actions`, body: { action: 'analyse' } }),
    ],
    'DELETE /return-rca/{id}': ['update return_rcas: before, after', async () => ({ path: `/return-rca/${await returned()}` })],
    'POST /return-rca/corrective-actions': [
      'insert corrective_actions: after',
      async () => ({ path: '/return-rca/corrective-actions', body: await planned() }),
    ],
    'PATCH /return-rca/corrective-actions/{id}': [
      'update corrective_actions: before, after',
      async () => ({ path: `/return-rca/corrective-actions/${await action()}`, body: { due_on: '2026-03-15' } }),
    ],
    'POST /return-rca/corrective-actions/{id}/actions': [
      'finish corrective_actions: before, after',
      async () => ({ path: `/return-rca/corrective-actions/${await action()}/actions`, body: { action: 'finish' } }),
    ],
    'DELETE /return-rca/corrective-actions/{id}': [
      'update corrective_actions: before, after',
      async () => ({ path: `/return-rca/corrective-actions/${await action()}` }),
    ],
  };
}
