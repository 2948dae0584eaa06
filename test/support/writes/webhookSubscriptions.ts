import { WebhookDeliveriesService } from '../../../src/webhookSubscriptions/webhookDeliveries.service.js';
import { until } from '../until.js';
import type { Writes, WritesWorld } from '../writes.js';

/** An event that nothing here causes by itself. */
const RARE = 'call_attempt:removed';

export function writes({ product, make, receiverUrl }: WritesWorld): Writes {
  const subscription = () => make('/webhook-subscriptions', { name: 'Hook', url: `${receiverUrl()}/hook`, event_types: [RARE] });
  let seq = 2_000_000;
  const delivered = async () => {
    const { id } = await subscription();
    await product()
      .app.get(WebhookDeliveriesService, { strict: false })
      .enqueue({ seq: ++seq, event: RARE, namespace: 'calls', entity_id: `e${seq}`, payload: {}, at: new Date().toISOString() });
    const found = await until(
      async () =>
        (
          await product().database.pool.query<{ id: string; state: string }>(
            'select id, state from webhook_deliveries where subscription_id = $1',
            [id],
          )
        ).rows[0],
      (delivery) => delivery?.state === 'delivered',
    );
    return { id: found!.id, subscription_id: id };
  };
  return {
    'POST /webhook-subscriptions': [
      'insert webhook_subscriptions: after',
      async () => ({ path: '/webhook-subscriptions', body: { name: 'Hook', url: `${receiverUrl()}/hook`, event_types: [RARE] } }),
    ],
    'PATCH /webhook-subscriptions/{id}': [
      'update webhook_subscriptions: before, after',
      async () => ({ path: `/webhook-subscriptions/${(await subscription()).id}`, body: { name: 'Other' } }),
    ],
    'DELETE /webhook-subscriptions/{id}': [
      'update webhook_subscriptions: before, after',
      async () => ({ path: `/webhook-subscriptions/${(await subscription()).id}` }),
    ],
    'POST /webhook-subscriptions/{id}/rotate-secret': [
      'rotate_secret webhook_subscriptions',
      async () => ({ path: `/webhook-subscriptions/${(await subscription()).id}/rotate-secret` }),
    ],
    'POST /webhook-subscriptions/{id}/test': [
      'test webhook_subscriptions: after',
      async () => ({ path: `/webhook-subscriptions/${(await subscription()).id}/test` }),
    ],
    'POST /webhook-subscriptions/{id}/enable': [
      'update webhook_subscriptions: before, after',
      async () => {
        const { id } = await subscription();
        await product().call('PATCH', `/webhook-subscriptions/${id}`, { body: { is_active: false } });
        return { path: `/webhook-subscriptions/${id}/enable` };
      },
    ],
    'POST /webhook-deliveries/redeliver': [
      'redeliver webhook_deliveries: after',
      async () => ({ path: '/webhook-deliveries/redeliver', body: { subscription_id: (await delivered()).subscription_id } }),
    ],
    'POST /webhook-deliveries/{id}/redeliver': [
      'redeliver webhook_deliveries: before, after',
      async () => ({ path: `/webhook-deliveries/${(await delivered()).id}/redeliver` }),
    ],
  };
}
