import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import { WebSocket } from 'undici';
import type { Database } from '../../../src/supabase/database.types.js';
import { type RoleName, startTestApp, type TestApp } from '../../support/app.js';
import { ivrProvider } from '../../support/factories/ivr.js';
import { connectFeed } from '../../support/sockets.js';

/** What a portal's hooks ask of the tables, by plain supabase-js as the user who is signed in. */
let product: TestApp;
let provider_id: string;
let agent_id: string;
let category_id: string;
let made = 0;
const users = new Map<RoleName, SupabaseClient<Database>>();

beforeAll(async () => {
  product = await startTestApp();
  for (const role of ['admin', 'supervisor', 'agent', 'viewer'] as const) {
    const token = await product.token(role);
    users.set(
      role,
      createClient<Database>(product.database.restUrl, product.database.anonKey, {
        accessToken: () => Promise.resolve(token),
        realtime: { transport: WebSocket as never },
        // The address of a project has /rest/v1 behind it; here PostgREST itself is asked.
        global: { fetch: (input, init) => fetch(String(input).replace('/rest/v1', ''), init) },
      }),
    );
  }
  const provider = await product.call<{ id: string; webhook_address_with_secret: string }>('POST', '/ivr-providers', {
    body: ivrProvider(),
  });
  product.watch.plant('secret of a webhook address', new URL(provider.body.webhook_address_with_secret).searchParams.get('t'));
  provider_id = provider.body.id;
  category_id = (await product.call<{ id: string }>('POST', '/call-categories', { body: { name: 'Invoice', department: 'sales' } })).body
    .id;
  const sql = `insert into public.agents (name, user_id) select 'Sumit', id from auth.users where email = 'agent@example.com' returning id`;
  agent_id = (await product.database.pool.query<{ id: string }>(sql)).rows[0]!.id;
  for (const [department, provider_status] of [
    ['sales', 'live'],
    ['sales', 'live'],
    ['support', 'live'],
    ['sales', 'hangup'],
    ['support', 'missed'],
    ['sales', 'answered'],
  ] as const)
    await call({ department, provider_status, ...(provider_status === 'answered' && { agent_id, assignee_id: agent_id }) });
});
afterAll(() => product.close());

const as = (role: RoleName) => users.get(role)!;
async function call(change: Record<string, unknown> = {}): Promise<string> {
  const row = {
    provider_id,
    provider_call_id: `portal-${(made += 1)}`,
    started_at: new Date().toISOString(),
    direction: 'inbound',
    ...change,
  };
  const columns = Object.keys(row);
  const sql = `insert into public.ivr_calls (${columns.join()})
               values (${columns.map((_name, index) => `$${index + 1}`).join()}) returning id`;
  return (await product.database.pool.query<{ id: string }>(sql, Object.values(row))).rows[0]!.id;
}

describe('useIVRCalls', () => {
  it.each([
    ['live', { status: 'live' }, 3],
    ['live of a department', { status: 'live', department: 'sales' }, 2],
    ['hang-ups of a department', { status: 'hangup', department: 'sales' }, 1],
    ['missed', { status: 'missed' }, 1],
    ['answered', { status: 'answered' }, 1],
    ['completed', { status: 'completed' }, 0],
    ['too late', { is_sla_breached: true }, 0],
  ])('shows calls that are %s, with their number', async (_page, filter, expected) => {
    const { data, count, error } = await as('viewer')
      .from('ivr_calls')
      .select('*', { count: 'exact' })
      .match(filter)
      .order('started_at', { ascending: false })
      .range(0, 49);
    expect([error, data?.length, count]).toEqual([null, expected, expected]);
  });

  it('completes a call with category and notes, and opens it again', async () => {
    const id = await call({ provider_status: 'missed', department: 'sales' });
    const feed = connectFeed(product.url, 'calls', { token: await product.token('viewer') });
    await feed.next('ready');
    const change = { status: 'completed', category_id, notes: 'Called back by phone.' };
    const done = await as('agent').from('ivr_calls').update(change).eq('id', id).select().single();
    expect(done.error).toBeNull();
    expect(done.data).toMatchObject({ ...change, version: 2, completed_by: expect.any(String) });
    expect(await feed.next('ivr_call:updated')).toMatchObject({ entity_id: id, payload: { status: 'completed' } });
    feed.close();
    const open = await as('agent').from('ivr_calls').update({ status: 'missed' }).eq('id', id).select().single();
    expect(open.data).toMatchObject({ status: 'missed', completed_at: null });
    const { body } = await product.call<{ history: { action: string; actor_kind: string }[] }>('GET', `/ivr-calls/${id}`);
    expect(body.history.map(({ action, actor_kind }) => [action, actor_kind])).toEqual([
      ['update', 'user'],
      ['update', 'user'],
    ]);
  });

  it('gives a call to an agent, and the assignment is there', async () => {
    const id = await call({ provider_status: 'missed', department: 'sales', customer_number: '+918123456777' });
    await product.database.pool.query('select public.settle_missed_calls($1)', [['+918123456777']]);
    expect((await as('agent').from('ivr_calls').update({ assignee_id: agent_id }).eq('id', id)).error).toBeNull();
    const held = await as('agent').from('query_assignments').select('status, agent_id, source').eq('entity_id', id);
    expect(held.data).toEqual([{ status: 'open', agent_id, source: 'person' }]);
  });

  it('is refused what the lifecycle, the columns or the role do not allow', async () => {
    const id = await call({ provider_status: 'missed', department: 'sales' });
    const update = (change: object, role: RoleName = 'agent') => as(role).from('ivr_calls').update(change).eq('id', id).select();
    expect((await update({ status: 'answered' })).error).toMatchObject({ message: 'step_not_allowed' });
    expect((await update({ status: 'completed' })).error).toMatchObject({ message: 'call_category_required' });
    expect((await update({ assignee_id: '00000000-0000-4000-8000-000000000000' })).error).not.toBeNull();
    expect((await update({ provider_status: 'answered' })).error).toMatchObject({ code: '42501' });
    expect((await update({ is_missed_entry: true })).error).toMatchObject({ code: '42501' });
    expect(await update({ notes: 'By a viewer.' }, 'viewer')).toMatchObject({ error: null, data: [] });
    expect((await as('agent').from('ivr_calls').delete().eq('id', id)).error).toMatchObject({ code: '42501' });
    expect((await as('agent').from('ivr_call_recordings').select('url')).error).toMatchObject({ code: '42501' });
  });
});

describe('useIVRProviders', () => {
  it('adds, changes and removes providers as far as the role may', async () => {
    const { slug, name, field_mapping, status_mapping } = ivrProvider();
    const row = { slug: `${slug}-portal`, name, field_mapping: field_mapping as never, status_mapping: status_mapping as never };
    const added = await as('supervisor').from('ivr_providers').insert(row).select().single();
    expect(added.error).toBeNull();
    // Its secret comes from the API, so that nobody reads it here; until then nothing is believed.
    expect(added.data).toMatchObject({ name, has_secret: false, mapping_version: 1 });
    const { id } = added.data!;
    const renamed = await as('supervisor').from('ivr_providers').update({ name: 'Renamed' }).eq('id', id).select('name, version').single();
    // A supervisor's role has create and edit of providers at first.
    expect(renamed.data).toEqual({ name: 'Renamed', version: 2 });
    expect(
      (
        await as('agent')
          .from('ivr_providers')
          .insert({ ...row, slug: 'x' })
      ).error,
    ).toMatchObject({ code: '42501' });
    expect((await as('supervisor').from('ivr_providers').update({ has_secret: true }).eq('id', id)).error).toMatchObject({ code: '42501' });
    expect((await as('supervisor').from('ivr_providers').select('id, name').order('name')).data).toContainEqual({ id, name: 'Renamed' });
    expect((await as('supervisor').from('ivr_provider_secrets').select('secret')).error).toMatchObject({ code: '42501' });
    await product.call('DELETE', `/ivr-providers/${id}`);
    expect((await as('supervisor').from('ivr_providers').select('id').eq('id', id)).data).toEqual([]);
  });
});

describe('the other hooks', () => {
  it('useIVRSidebarCounts counts live calls and hang-ups of each department', async () => {
    const count = async (filter: object) =>
      (await as('agent').from('ivr_calls').select('id', { count: 'exact', head: true }).match(filter)).count;
    expect(await count({ status: 'live', department: 'sales' })).toBe(2);
    expect(await count({ status: 'hangup', department: 'support' })).toBe(0);
    expect(await count({ is_sla_breached: true })).toBe(0);
  });

  it('useCallCategories shows those of a department', async () => {
    const { data } = await as('viewer')
      .from('call_categories')
      .select('id, name, parent_id')
      .eq('department', 'sales')
      .is('deleted_at', null);
    expect(data).toEqual([{ id: category_id, name: 'Invoice', parent_id: null }]);
  });

  it.each([
    ['useAgentCalls', { status: 'answered' }, 1],
    ['useAgentHangups', { status: 'hangup' }, 0],
    ['useAgentCompleted', { status: 'completed' }, 0],
    ['useAgentSLABreach', { is_sla_breached: true }, 0],
  ])('%s shows what an agent has', async (_hook, filter, expected) => {
    const { data, error } = await as('agent').from('ivr_calls').select('*').eq('assignee_id', agent_id).match(filter);
    expect([error, data?.length]).toEqual([null, expected]);
  });

  it('useAllAgentsLive shows agents with their availability and the calls that they are on', async () => {
    const { data, error } = await as('viewer').from('agents').select('id, name, status, availability').is('deleted_at', null);
    expect(error).toBeNull();
    expect(data).toContainEqual({ id: agent_id, name: 'Sumit', status: 'offline', availability: 'offline' });
    const calls = await as('viewer')
      .from('ivr_calls')
      .select('agent_id, department, started_at')
      .eq('status', 'live')
      .not('agent_id', 'is', null);
    expect(calls).toMatchObject({ error: null, data: [] });
  });

  it('useAllAgentsLive is true while a call lasts and after it, and tells of each change', async () => {
    const live = async () =>
      (
        await as('viewer')
          .from('agents')
          .select('availability, ivr_calls!ivr_calls_agent_id_fkey(department)')
          .eq('id', agent_id)
          .eq('ivr_calls.status', 'live')
          .single()
      ).data;
    await product.call('PATCH', `/agents/${agent_id}/clock-in`, { body: {} });
    expect(await live()).toEqual({ availability: 'available', ivr_calls: [] });
    const feed = connectFeed(product.url, 'agents', { token: await product.token('viewer') });
    await feed.next('ready');
    const id = await call({ department: 'support', provider_status: 'live', agent_id });
    expect(await live()).toEqual({ availability: 'busy', ivr_calls: [{ department: 'support' }] });
    expect(await feed.next('agent:updated')).toMatchObject({ entity_id: agent_id, payload: { availability: 'busy' } });
    await product.database.pool.query(`update public.ivr_calls set provider_status = 'hangup' where id = $1`, [id]);
    expect(await live()).toEqual({ availability: 'wrap_up', ivr_calls: [] });
    feed.close();
  });

  it('useAgentHangups counts the hang-ups of an agent, and useIVRSidebarCounts follows', async () => {
    const { count } = await as('agent')
      .from('ivr_calls')
      .select('id', { count: 'exact', head: true })
      .eq('agent_id', agent_id)
      .eq('status', 'hangup');
    expect(count).toBe(1);
    const of_department = await as('agent')
      .from('ivr_calls')
      .select('id', { count: 'exact', head: true })
      .match({ status: 'hangup', department: 'support' });
    expect(of_department.count).toBe(1);
  });

  it('are told by the feed of what they follow: calls, providers, categories', async () => {
    const feed = connectFeed(product.url, 'calls', { token: await product.token('supervisor') });
    await feed.next('ready');
    await call({ department: 'sales', provider_status: 'live' });
    expect(await feed.next('ivr_call:created')).toMatchObject({ payload: { status: 'live', department: 'sales' } });
    await as('supervisor').from('ivr_providers').update({ name: 'Told of' }).eq('id', provider_id);
    expect(await feed.next('ivr_provider:updated')).toMatchObject({ entity_id: provider_id, payload: { name: 'Told of' } });
    await product.call('PATCH', `/call-categories/${category_id}`, { body: { position: 3 } });
    expect(await feed.next('call_category:updated')).toMatchObject({ entity_id: category_id, payload: { position: 3 } });
    feed.close();
  });
});
