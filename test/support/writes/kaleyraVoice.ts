import { ConfigService } from '../../../src/common/config/config.service.js';
import { callbackToken } from '../../../src/kaleyraVoice/callbackToken.js';
import type { Visits, Writes, WritesWorld } from '../writes.js';

export function writes({ product, make }: WritesWorld): Writes {
  const laterCall = () =>
    make('/calls/click-to-call', {
      agent_number: '5550009001',
      customer_number: '5550001001',
      send_after: new Date(Date.now() + 600_000).toISOString(),
    });
  return {
    'POST /calls/click-to-call': [
      'dial call_attempts: after',
      async () => ({ path: '/calls/click-to-call', body: { agent_number: '5550009001', customer_number: '5550001001' } }),
    ],
    'POST /calls/outbound': [
      'dial call_attempts: after',
      async () => ({ path: '/calls/outbound', body: { numbers: ['5550001001'], play: '1.sound' } }),
    ],
    'POST /calls/attempts/{id}/cancel': [
      'cancel sends: before, after',
      async () => ({ path: `/calls/attempts/${(await laterCall()).id}/cancel` }),
    ],
    'POST /calls/attempts/{id}/settle': [
      'settle sends: before, after',
      async () => {
        const { id } = await laterCall();
        await product().database.pool.query(`update sends set state = 'unknown' where id = $1`, [id]);
        return { path: `/calls/attempts/${id}/settle`, body: { state: 'failed', reason: 'No phone rang.' } };
      },
    ],
    'POST /calls/sync': ['sync kaleyra_sync_runs: after', async () => ({ path: '/calls/sync', body: {} })],
    'POST /calls/reconcile': ['reconcile kaleyra_call_logs: after', async () => ({ path: '/calls/reconcile', body: {} })],
  };
}

export function visits({ product, make }: WritesWorld): Visits {
  return {
    'GET /webhooks/kaleyra/callback': async () => {
      const { id: cid } = await make('/calls/click-to-call', { agent_number: '5550009001', customer_number: '5550001001' });
      const t = callbackToken(product().app.get(ConfigService).link_secret, cid);
      return { path: `/webhooks/kaleyra/callback?${new URLSearchParams({ cid, t, status: 'BUSY' }).toString()}` };
    },
    'GET /calls/{id}': async () => {
      await make('/calls/sync', {});
      const { body } = await product().call<{ data: { call_id: string }[] }>('GET', '/calls/dashboard/call-list?limit=1&range=7d');
      return { path: `/calls/${body.data[0]!.call_id}` };
    },
    'GET /calls/recordings/{id}': async () => {
      await make('/calls/sync', {});
      const { body } = await product().call<{ data: { recording_url: string | null }[] }>(
        'GET',
        '/calls/dashboard/call-list?limit=200&range=7d',
      );
      return { path: body.data.find(({ recording_url }) => recording_url)!.recording_url! };
    },
  };
}
