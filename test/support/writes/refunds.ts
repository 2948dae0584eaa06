import type { Writes, WritesWorld } from '../writes.js';

export function writes({ make, one }: WritesWorld): Writes {
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
    'POST /refunds/{id}/payout/settle': [
      'pay refunds: before, after & settle sends: before, after',
      async () => {
        const { id } = await refund();
        const send = await one(`select queue_send('refunds.payout', '{}', now() + interval '1 day', null)`);
        await one(`update refunds set status = 'processing', send_id = $2 where id = $1 returning id`, [id, send]);
        await one(`select advance_send($1, 'unknown', 'unknown')`, [send]);
        return { path: `/refunds/${id}/payout/settle`, body: { state: 'sent', reason: 'On the statement.' } };
      },
    ],
    'PUT /refunds/limits': [
      'insert refund_limits: after',
      async () => ({ path: '/refunds/limits', body: { currency: 'CHF', per_order_minor: 100_000, per_customer_minor: null } }),
    ],
  };
}
