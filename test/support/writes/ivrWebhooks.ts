import { FileStore } from '../../../src/common/files/fileStore.js';
import type { IvrProviderWithSecretDto } from '../../../src/ivrWebhooks/providers/dto/ivrProvider.dto.js';
import { ivrProvider } from '../factories/ivr.js';
import type { Visits, Writes, WritesWorld } from '../writes.js';

let made = 0;

export function writes(world: WritesWorld): Writes {
  const provider = () => world.make<IvrProviderWithSecretDto>('/ivr-providers', ivrProvider());
  const at = async (path = '') => `/ivr-providers/${(await provider()).id}${path}`;
  const call = (status = 'missed') => ivrCall(world, status);
  return {
    'POST /ivr-providers': ['insert ivr_providers: after', async () => ({ path: '/ivr-providers', body: ivrProvider() })],
    'PATCH /ivr-providers/{id}': ['update ivr_providers: before, after', async () => ({ path: await at(), body: { name: 'Other' } })],
    'DELETE /ivr-providers/{id}': ['update ivr_providers: before, after', async () => ({ path: await at() })],
    'POST /ivr-providers/{id}/rotate-secret': ['rotate_secret ivr_providers', async () => ({ path: await at('/rotate-secret') })],
    'POST /ivr-providers/{id}/test': [
      'test ivr_providers',
      async () => ({ path: await at('/test'), body: { body: '{"id":"x1","st":"OK"}' } }),
    ],
    'POST /ivr-providers/{id}/restore-version': [
      'update ivr_providers: before, after',
      async () => {
        const path = await at();
        await world.product().call('PATCH', path, { body: { status_mapping: { path: 'st', map: { OK: 'missed' } } } });
        return { path: `${path}/restore-version`, body: { version: 1 } };
      },
    ],
    'POST /ivr-providers/{id}/replay': ['replay ivr_providers', async () => ({ path: await at('/replay'), body: { dry_run: false } })],
    'PATCH /ivr-calls/{id}': [
      'update ivr_calls: before, after',
      async () => ({ path: `/ivr-calls/${await call()}`, body: { notes: 'Later.' } }),
    ],
    'POST /ivr-calls/{id}/claim': [
      'assign ivr_calls: before, after & insert query_assignments: after',
      async () => {
        await agentOf(world);
        return { path: `/ivr-calls/${await call()}/claim`, body: {} };
      },
    ],
    'POST /ivr-calls/{id}/transfer': [
      'transfer ivr_calls: before, after',
      async () => {
        const { key } = await world.make<{ key: string }>('/departments', { key: `department-${process.pid}-${(made += 1)}` });
        return { path: `/ivr-calls/${await call()}/transfer`, body: { department: key } };
      },
    ],
    'POST /ivr-calls/{id}/call-back': [
      'call_back ivr_calls: before, after & dial call_attempts: after',
      async () => ({ path: `/ivr-calls/${await call()}/call-back`, body: { agent_number: '+917410410123' } }),
    ],
    'POST /ivr-calls/{id}/complete': [
      'complete ivr_calls: before, after',
      async () => ({ path: `/ivr-calls/${await call()}/complete`, body: { category_id: await category(world) } }),
    ],
    'POST /ivr-calls/{id}/reopen': [
      'reopen ivr_calls: before, after',
      async () => {
        const id = await call();
        await world.product().call('POST', `/ivr-calls/${id}/complete`, { body: { category_id: await category(world) } });
        return { path: `/ivr-calls/${id}/reopen`, body: {} };
      },
    ],
    'POST /ivr-calls/{id}/recording/retry': [
      'retry ivr_call_recordings',
      async () => ({ path: `/ivr-calls/${await recorded(world, 'missing')}/recording/retry` }),
    ],
    'POST /call-categories': ['insert call_categories: after', async () => ({ path: '/call-categories', body: { name: named() } })],
    'PATCH /call-categories/{id}': [
      'update call_categories: before, after',
      async () => ({ path: `/call-categories/${await category(world)}`, body: { position: 3 } }),
    ],
    'DELETE /call-categories/{id}': [
      'update call_categories: before, after',
      async () => ({ path: `/call-categories/${await category(world)}` }),
    ],
  };
}

export function visits(world: WritesWorld): Visits {
  const hook = async (query: string, body?: object) => {
    const { webhook_address_with_secret: address } = await world.make<IvrProviderWithSecretDto>('/ivr-providers', ivrProvider());
    const { pathname, search } = new URL(address, 'http://here');
    return { path: `${pathname}${search}${query}`, body };
  };
  const category_id = () => category(world);
  return {
    'GET /webhooks/ivr/{slug}': () => hook('&id=x1&st=OK'),
    'POST /webhooks/ivr/{slug}': () => hook('', { id: 'x2', st: 'OK' }),
    'GET /ivr-calls/{id}': async () => ({ path: `/ivr-calls/${await ivrCall(world, 'missed')}` }),
    'GET /ivr-calls/{id}/recording': async () => ({ path: `/ivr-calls/${await recorded(world, 'wanted')}/recording` }),
    'GET /ivr-calls/recordings/{id}': async () => {
      const id = await recorded(world, 'wanted');
      const { app, database } = world.product();
      const { sha256, size } = await app.get(FileStore, { strict: false }).put(Buffer.from('sound'));
      const settled = `select public.settle_ivr_recording($1, url, 'stored', null, $2, $3, 'audio/wav')
                       from public.ivr_call_recordings where call_id = $1`;
      await database.pool.query(settled, [id, sha256, size]);
      const { body } = await world.product().call<{ url: string }>('GET', `/ivr-calls/${id}/recording`);
      return { path: body.url };
    },
    'GET /call-categories/{id}': async () => ({ path: `/call-categories/${await category_id()}` }),
    'GET /call-categories/by-department/{department}': async () => ({ path: '/call-categories/by-department/sales' }),
  };
}

const named = () => `Category ${process.pid}-${(made += 1)}`;

async function category({ make }: WritesWorld): Promise<string> {
  return (await make('/call-categories', { name: named() })).id;
}

/** A call of a provider of its own. */
async function ivrCall(world: WritesWorld, status: string): Promise<string> {
  const { id } = await world.make<IvrProviderWithSecretDto>('/ivr-providers', ivrProvider());
  made += 1;
  const number = `+9181${String(20_000_000 + made)}`;
  const sql = `with made as (
      insert into public.ivr_calls (provider_id, provider_call_id, provider_status, direction, customer_number, started_at)
      values ($1, 'written', $2, 'inbound', $3, now()) returning id
    ) select id from made`;
  const call = await world.one(sql, [id, status, number]);
  await world.one('select public.settle_missed_calls(array[$1])', [number]);
  return call;
}

/** A call with a recording that is not there. */
async function recorded(world: WritesWorld, state: 'wanted' | 'missing'): Promise<string> {
  const call = await ivrCall(world, 'answered');
  const sql = 'insert into public.ivr_call_recordings (call_id, url, state) values ($1, $2, $3) returning call_id as id';
  return world.one(sql, [call, 'https://rec.example.org/x.mp3', state]);
}

/** The user who asks is an agent. */
async function agentOf(world: WritesWorld): Promise<void> {
  const { rows } = await world.product().database.pool.query('select from public.agents where user_id = $1', [world.adminId()]);
  if (rows.length === 0) await world.make('/agents', { name: 'Writer', user_id: world.adminId() });
}
