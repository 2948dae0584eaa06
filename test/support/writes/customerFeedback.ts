import type { Writes, WritesWorld } from '../writes.js';

export function writes({ make }: WritesWorld): Writes {
  const body = { kind: 'praise', comment: 'Quick and friendly.' };
  const path = async () => `/customer-feedback/${(await make('/customer-feedback', body)).id}`;
  return {
    'POST /customer-feedback': ['insert customer_feedback: after', async () => ({ path: '/customer-feedback', body })],
    'PATCH /customer-feedback/{id}': [
      'update customer_feedback: before, after',
      async () => ({ path: await path(), body: { topic: 'delivery' } }),
    ],
    'POST /customer-feedback/{id}/actions': [
      'answer customer_feedback: before, after',
      async () => ({ path: `${await path()}/actions`, body: { action: 'answer', note: 'Thank you.' } }),
    ],
    'DELETE /customer-feedback/{id}': ['update customer_feedback: before, after', async () => ({ path: await path() })],
  };
}
