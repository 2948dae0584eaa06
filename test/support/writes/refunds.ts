import type { Writes, WritesWorld } from '../writes.js';

export function writes({ make }: WritesWorld): Writes {
  const body = { reason_code: 'late', currency: 'INR', amount_minor: 100 };
  const refund = () => make('/refunds', body);
  return {
    'POST /refunds': ['insert refunds: after', async () => ({ path: '/refunds', body })],
    'PATCH /refunds/{id}': [
      'update refunds: before, after',
      async () => ({ path: `/refunds/${(await refund()).id}`, body: { reason: 'Other' } }),
    ],
    'POST /refunds/{id}/actions': [
      'approve refunds: before, after',
      async () => ({ path: `/refunds/${(await refund()).id}/actions`, body: { action: 'approve' } }),
    ],
  };
}
