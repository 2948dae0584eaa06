import type { CallCategoryDto, CallCategoryTreeDto } from '../../src/callCategories/dto/callCategory.dto.js';
import type { WebhookEventPageDto } from '../../src/common/webhookInbox/dto/webhookEvent.dto.js';
import type { WhyDto } from '../../src/decisions/dto/decision.dto.js';
import type {
  IvrCallCountsDto,
  IvrCallDetailDto,
  IvrCallDto,
  IvrCallPageDto,
  IvrRecordingDto,
} from '../../src/ivrWebhooks/calls/dto/ivrCall.dto.js';
import { IvrRecordingsService } from '../../src/ivrWebhooks/calls/ivrRecordings.service.js';
import { IvrIngestService } from '../../src/ivrWebhooks/ingest/ivrIngest.service.js';
import type {
  IvrMappingVersionPageDto,
  IvrProviderDto,
  IvrProviderTestDto,
  IvrProviderWithSecretDto,
  IvrReplayDto,
  RotatedIvrSecretDto,
} from '../../src/ivrWebhooks/providers/dto/ivrProvider.dto.js';
import { type IvrSandbox, startIvrSandbox } from '../../src/providers/ivr/ivr.sandbox.js';
import { type CallOptions, startTestApp, type TestApp } from '../support/app.js';
import { ivrProvider, tellIvr } from '../support/factories/ivr.js';
import { list as categoryList } from '../support/lists/callCategories.js';
import { list as callList } from '../support/lists/ivrCalls.js';
import { list as missedList } from '../support/lists/missedIvrCalls.js';
import { listSuite } from '../support/listSuite.js';
import { connectFeed } from '../support/sockets.js';
import { until } from '../support/until.js';

let product: TestApp;
let recordings: IvrSandbox;
let provider: IvrProviderWithSecretDto;
let agent: { id: string };
let category: CallCategoryDto;
let made = 0;

beforeAll(async () => {
  recordings = await startIvrSandbox();
  product = await startTestApp({ environment: { IVR_RECORDING_ALLOW_PRIVATE: '127.0.0.1' } });
  provider = await addProvider({ menu: { '1': 'sales', '2': 'support' } });
  await product.token('agent');
  const { rows } = await product.database.pool.query(
    `insert into public.agents (name, phone_number, user_id) select 'Sumit', '7410410123', id from auth.users
     where email = 'agent@example.com' returning id`,
  );
  agent = rows[0];
  for (const department of [{ key: 'sales', numbers: ['1800 12 3456'] }, { key: 'support' }]) await post('/departments', department);
  category = (await post<CallCategoryDto>('/call-categories', { name: 'Invoice missing' })).body;
});
afterAll(async () => {
  await product.close();
  await recordings.stop();
});

const post = <T = Record<string, unknown>>(path: string, body: object = {}, options: CallOptions = {}) =>
  product.call<T>('POST', path, { body, ...options });
const code = ({ status, body }: { status: number; body: unknown }) => [status, (body as { code?: string }).code];
async function addProvider(change: object = {}): Promise<IvrProviderWithSecretDto> {
  const answer = await post<IvrProviderWithSecretDto>('/ivr-providers', ivrProvider(change));
  if (answer.status !== 201) throw new Error(answer.text);
  product.watch.plant('secret of a webhook address', new URL(answer.body.webhook_address_with_secret).searchParams.get('t'));
  return answer.body;
}
const find = async (id: string, of = provider) =>
  (
    await product.database.pool.query<{ id: string }>('select id from public.ivr_calls where provider_id = $1 and provider_call_id = $2', [
      of.id,
      id,
    ])
  ).rows[0]?.id;
const detail = async (id: string) => (await product.call<IvrCallDetailDto>('GET', `/ivr-calls/${id}`)).body;
const caller = () => `81234${String(60_000 + (made += 1))}`;
/** Tells events of one call, one after the other; the call when all of them are worked on. */
async function tell(id: string, events: Record<string, unknown>[], of = provider): Promise<IvrCallDetailDto> {
  for (const event of events) expect(await tellIvr(of, { id, ...event })).toBe(200);
  await worked();
  const found = await find(id, of);
  if (!found) throw new Error(`There is no call ${id}.`);
  return detail(found);
}
const worked = () =>
  until(
    async () =>
      Number(
        (await product.database.pool.query(`select count(*) from public.webhook_events where source = 'ivr' and state = 'received'`))
          .rows[0].count,
      ),
    (waiting) => waiting === 0,
  );
const missedOf = async (number: string) =>
  (await product.call<IvrCallPageDto>('GET', `/ivr-calls/missed?search=${encodeURIComponent(number)}`)).body.data;
const allMade = (table: string) => product.database.pool.query(`delete from public.${table}`);

describe('from a provider to the screen', () => {
  it('a new provider is tried on a sample, added, and its calls are there: on the list, on sockets, on the timeline', async () => {
    const client = connectFeed(product.url, 'calls', { token: await product.token('agent') });
    await client.next('ready');
    const tried = await post<IvrProviderTestDto>(`/ivr-providers/${provider.id}/test`, {
      body: JSON.stringify({ id: 't1', from: '08123456789', to: '1800123456', st: 'NOANSWER', agent: '204', digit: '2' }),
    });
    expect(tried.body).toMatchObject({
      is_usable: true,
      call: { status: 'missed', customer_number: '+918123456789', department: 'support', department_source: 'digit', agent_ref: '204' },
    });
    expect(tried.body.fields.find(({ field }) => field === 'customer_number')).toMatchObject({
      path: 'from',
      found: '08123456789',
      steps: [{ transform: 'phone:IN', value: '+918123456789' }],
      reason: 'It stands at from.',
    });
    expect(await find('t1')).toBeUndefined();
    const call = await tell('c1', [
      { from: '08123456789', to: '1800123456', st: 'RING', agent: '07410410123', agent_name: 'Sumit', rec: '{rec}' },
    ]);
    expect(call).toMatchObject({
      status: 'live',
      department: 'sales',
      department_source: 'number',
      agent_id: agent.id,
      customer_number: '+918123456789',
      has_recording: false,
      events: [{ event: { call_id: 'c1', status: 'live' } }],
    });
    expect(call.customer_id).not.toBeNull();
    expect(await client.next('ivr_call:created')).toMatchObject({ entity_id: call.id, payload: { status: 'live', department: 'sales' } });
    const ended = await tell('c1', [{ st: 'OK', talk: '00:01:05' }]);
    expect(ended).toMatchObject({ status: 'answered', talk_seconds: 65, assignee_id: agent.id, has_recording: false, agent_name: 'Sumit' });
    expect(await client.next('ivr_call:updated')).toMatchObject({ entity_id: call.id });
    client.close();
    const timeline = await product.call<{ data: { kind: string; title: string }[] }>('GET', '/customer-timeline/+918123456789');
    expect(timeline.body.data).toContainEqual(expect.objectContaining({ kind: 'ivr_call', title: 'Call answered' }));
    expect(code(await product.call('GET', `/ivr-calls/${call.id}/recording`))).toEqual([404, 'ivr_recording_missing']);
  });

  it('takes a query, a form, multipart and JSON whose id is a number of 19 digits', async () => {
    const address = provider.webhook_address_with_secret;
    const form = new FormData();
    form.set('id', 'm1');
    form.set('st', 'NOANSWER');
    const answers = await Promise.all([
      fetch(`${address}&id=q1&st=OK&from=08123456788`),
      fetch(address, { method: 'POST', body: new URLSearchParams({ id: 'f1', st: 'OK', apikey: 'never stored' }) }),
      fetch(address, { method: 'POST', body: form }),
      fetch(address, {
        method: 'POST',
        body: '{"id":9000000000000001234,"st":"OK","apikey":"never stored"}',
        headers: { 'content-type': 'application/json' },
      }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    await worked();
    for (const id of ['q1', 'f1', 'm1', '9000000000000001234']) expect(await find(id)).toBeDefined();
    const { rows } = await product.database.pool.query(
      `select convert_from(body, 'utf8') as body from public.webhook_events where body is not null`,
    );
    expect(rows.some(({ body }) => String(body).includes('never stored'))).toBe(false);
  });

  it('is one call in any order of events, doubled, with other bytes', async () => {
    const events = [
      { st: 'END', at: '2026-02-24 14:49:02', from: '8123456701' },
      { st: 'RING', at: '2026-02-24 14:47:57', agent: '7410410123' },
      { st: 'TALK', at: '2026-02-24 14:48:04' },
    ];
    const [one, other] = [await tell('o1', events), await tell('o2', [...events].reverse())];
    const facts = ({ status, started_at, answered_at, ended_at, talk_seconds }: IvrCallDto) => ({
      status,
      started_at,
      answered_at,
      ended_at,
      talk_seconds,
    });
    expect(facts(one)).toEqual(facts(other));
    expect(one).toMatchObject({ status: 'answered', talk_seconds: 58 });
    const again = await tell('o1', [events[0]!, { ...events[1]!, other: 'bytes' }]);
    expect(facts(again)).toEqual(facts(one));
    // What is sent again as it was is one event.
    expect(again.event_count).toBe(4);
  });

  it('parks what it cannot read, and takes it after the mapping was mended', async () => {
    const broken = await addProvider({ field_mapping: { call_id: { path: 'nowhere' }, status: { path: 'st', map: { OK: 'answered' } } } });
    expect(await tellIvr(broken, { uid: 'p1', st: 'OK' })).toBe(200);
    await worked();
    const { body } = await product.call<WebhookEventPageDto>('GET', '/webhook-events?source=ivr&state=parked');
    expect(body.data[0]).toMatchObject({ error_code: 'webhook_unusable', error_message: expect.stringContaining('finds no call_id') });
    const mend = { call_id: { path: 'uid' }, status: { path: 'st', map: { OK: 'answered' } } };
    expect((await product.call('PATCH', `/ivr-providers/${broken.id}`, { body: { field_mapping: mend } })).status).toBe(200);
    expect((await post(`/webhook-events/${body.data[0]!.id}/replay`)).status).toBe(200);
    await worked();
    expect(await find('p1', broken)).toBeDefined();
  });

  it('takes a body of nearly 5 MB, refuses a larger one, a wrong secret and a provider that is switched off', async () => {
    expect(await tellIvr(provider, { id: 'big', st: 'OK', filler: 'x'.repeat(4_900_000) })).toBe(200);
    expect(await tellIvr(provider, { id: 'bigger', st: 'OK', filler: 'x'.repeat(5_300_000) })).toBe(413);
    const [path] = provider.webhook_address_with_secret.split('?');
    expect(await tellIvr({ webhook_address_with_secret: `${path}?t=wrong` }, { id: 'w' })).toBe(401);
    expect(await tellIvr({ webhook_address_with_secret: `${path}-unknown?t=wrong` }, { id: 'w' })).toBe(401);
    const off = await addProvider({ is_active: false });
    expect(await tellIvr(off, { id: 'w' })).toBe(401);
  });

  it('believes the former secret for a day after a rotation', async () => {
    const rotating = await addProvider();
    const { body } = await post<RotatedIvrSecretDto>(`/ivr-providers/${rotating.id}/rotate-secret`);
    product.watch.plant('secret of a webhook address', new URL(body.webhook_address_with_secret).searchParams.get('t'));
    expect(await tellIvr(rotating, { id: 'r1', st: 'OK' })).toBe(200);
    expect(await tellIvr(body, { id: 'r1', st: 'OK' })).toBe(200);
    expect(await tellIvr(body, { id: 'r2', st: 'OK' })).toBe(200);
    await worked();
    // The same event over both addresses is one.
    const { rows } = await product.database.pool.query(
      `select count(*)::int as count from public.webhook_events where path like '%' || $1`,
      [rotating.slug],
    );
    expect(rows[0].count).toBe(2);
  });
});

describe('what providers do', () => {
  it('loses nothing when the secret is changed while events come', async () => {
    const busy = await addProvider();
    const before = { webhook_address_with_secret: busy.webhook_address_with_secret };
    const send = (n: number) => tellIvr(before, { id: `under-way-${n}`, st: 'OK' });
    const first = Array.from({ length: 20 }, (_, n) => send(n));
    const rotated = post<RotatedIvrSecretDto>(`/ivr-providers/${busy.id}/rotate-secret`);
    const more = Array.from({ length: 20 }, (_, n) => send(20 + n));
    const { body } = await rotated;
    product.watch.plant('secret of a webhook address', new URL(body.webhook_address_with_secret).searchParams.get('t'));
    const late = Array.from({ length: 20 }, (_, n) => tellIvr(n % 2 ? before : body, { id: `under-way-${40 + n}`, st: 'OK' }));
    expect(new Set(await Promise.all([...first, ...more, ...late]))).toEqual(new Set([200]));
    await worked();
    const { rows } = await product.database.pool.query('select count(*)::int as calls from public.ivr_calls where provider_id = $1', [
      busy.id,
    ]);
    expect(rows[0].calls).toBe(60);
    // Twice in a day: only the last two are believed.
    const again = await post<RotatedIvrSecretDto>(`/ivr-providers/${busy.id}/rotate-secret`);
    product.watch.plant('secret of a webhook address', new URL(again.body.webhook_address_with_secret).searchParams.get('t'));
    expect(await tellIvr(before, { id: 'too-late', st: 'OK' })).toBe(401);
  });

  it.each(['null', '', 'undefined', '{agent}', null])('says %j, and what was known stays', async (nothing) => {
    const id = `nothing-${(made += 1)}`;
    const from = caller();
    await tell(id, [{ from, st: 'RING', agent: '7410410123', agent_name: 'Sumit', dept: 'sales', digit: '2' }]);
    const after = await tell(id, [
      { from: nothing, st: 'OK', agent: nothing, agent_name: nothing, dept: nothing, digit: nothing, talk: nothing },
    ]);
    expect(after).toMatchObject({
      status: 'answered',
      customer_number: `+91${from}`,
      agent_id: agent.id,
      agent_name: 'Sumit',
      department: 'support',
      ivr_digits: '2',
      talk_seconds: null,
    });
  });
});

describe('an IVR provider', () => {
  it('is refused with a mapping that cannot work, with every fault named', async () => {
    const answer = await post('/ivr-providers', {
      ...ivrProvider(),
      field_mapping: { agent_name: { path: 'a', transform: ['evil'] } },
      status_mapping: { path: 's', map: { done: 'completed' } },
    });
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('there is no transform evil');
    expect(answer.text).toContain('field_mapping.call_id is needed');
    expect(answer.text).toContain('completed is set by people');
    expect(code(await post('/ivr-providers', { ...ivrProvider(), slug: provider.slug }))).toEqual([409, 'ivr_provider_exists']);
    expect(code(await post('/ivr-providers', ivrProvider(), { as: 'agent' }))[0]).toBe(403);
  });

  it('comes ready-made, keeps the versions of its mapping, and goes back to one', async () => {
    const { body: ready } = await post<IvrProviderWithSecretDto>('/ivr-providers', {
      slug: 'exo',
      name: 'Exotel',
      ready_made: 'exotel_passthru',
    });
    product.watch.plant('secret of a webhook address', new URL(ready.webhook_address_with_secret).searchParams.get('t'));
    expect(ready).toMatchObject({
      time_zone: 'Asia/Kolkata',
      region: 'IN',
      mapping_version: 1,
      field_mapping: { call_id: { path: 'CallSid' } },
    });
    const change = { status_mapping: { path: 'CallType', map: { completed: 'missed' } } };
    const changed = await product.call<IvrProviderDto>('PATCH', `/ivr-providers/${ready.id}`, { body: change });
    expect(changed.body).toMatchObject({ mapping_version: 2, status_mapping: change.status_mapping, field_mapping: ready.field_mapping });
    const { body: versions } = await product.call<IvrMappingVersionPageDto>('GET', `/ivr-providers/${ready.id}/versions`);
    expect(versions.data.map(({ version }) => version)).toEqual([2, 1]);
    const restored = await post<IvrProviderDto>(`/ivr-providers/${ready.id}/restore-version`, { version: 1 });
    expect(restored.body).toMatchObject({ mapping_version: 3, status_mapping: ready.status_mapping });
    expect(code(await post(`/ivr-providers/${ready.id}/restore-version`, { version: 9 }))).toEqual([404, 'ivr_mapping_version_not_found']);
  });

  it('reads its stored events again under a new mapping: first what would change, then it is so; what people entered stays', async () => {
    const twice = await addProvider();
    const call = await tell('v1', [{ from: caller(), st: 'VOICE_DROP' }], twice);
    expect(call).toMatchObject({ status: 'live', raw_status: 'VOICE_DROP', flags: ['status_unmapped'] });
    await product.call('PATCH', `/ivr-calls/${call.id}`, { body: { notes: 'Said nothing.' } });
    const status_mapping = { path: 'st', map: { VOICE_DROP: 'hangup' } };
    const dry = await post<IvrReplayDto>(`/ivr-providers/${twice.id}/replay`, { status_mapping });
    expect(dry.body).toMatchObject({ dry_run: true, requests: 1, calls: 1, changed: 1, unusable: 0 });
    expect(dry.body.differences).toEqual([
      {
        id: call.id,
        provider_call_id: 'v1',
        changes: expect.arrayContaining([
          { field: 'status', before: 'live', after: 'hangup' },
          { field: 'flags', before: '["status_unmapped"]', after: '[]' },
        ]),
      },
    ]);
    expect((await detail(call.id)).status).toBe('live');
    await product.call('PATCH', `/ivr-providers/${twice.id}`, { body: { status_mapping } });
    await post(`/ivr-providers/${twice.id}/replay`, { dry_run: false });
    const after = await until(
      () => detail(call.id),
      ({ status }) => status === 'hangup',
    );
    expect(after).toMatchObject({ notes: 'Said nothing.', flags: [], event_count: 1 });
    expect((await post<IvrReplayDto>(`/ivr-providers/${twice.id}/replay`, {})).body.changed).toBe(0);
  });

  it('is replayed by the inbox twice without a change', async () => {
    const hash = `select md5(string_agg(c::text, ',' order by id)) as calls,
                    (select md5(string_agg(e::text, ',' order by id)) from public.ivr_call_events e) as events
                  from public.ivr_calls c`;
    const before = (await product.database.pool.query(hash)).rows;
    await post('/webhook-events/replay', { source: 'ivr', state: 'processed' });
    await worked();
    expect((await product.database.pool.query(hash)).rows).toEqual(before);
  });

  it('that falls silent is an outage', async () => {
    const silent = await addProvider({ silence_minutes: 1, name: 'Silent one' });
    await product.database.pool.query(`update public.ivr_providers set created_at = now() - interval '10 minutes' where id = $1`, [
      silent.id,
    ]);
    const { body } = await product.call<Record<string, unknown>>('GET', '/health', { undocumented: true });
    expect(JSON.stringify(body)).toContain('Silent one for 10 minutes');
    expect((await product.call('DELETE', `/ivr-providers/${silent.id}`)).status).toBe(200);
    expect(code(await product.call('GET', `/ivr-providers/${silent.id}`))).toEqual([404, 'ivr_provider_not_found']);
    expect(await tellIvr(silent, { id: 's1' })).toBe(401);
  });
});

describe('a missed call', () => {
  it('is one entry for a caller who tries three times, closed by a later answered call', async () => {
    const from = caller();
    const at = (minute: number) => `2026-02-24 10:${minute}:00`;
    const calls = [];
    for (const minute of [14, 10, 12])
      calls.push(await tell(`miss-${from}-${minute}`, [{ from, st: 'NOANSWER', start: at(minute), dept: 'sales' }]));
    const [entry, ...others] = await missedOf(from);
    expect(others).toEqual([]);
    // The first one stands for all, whichever was told of first.
    expect(entry).toMatchObject({ id: calls[1]!.id, missed_count: 3, last_missed_at: '2026-02-24T04:44:00+00:00' });
    expect((await detail(calls[0]!.id)).missed_entry_id).toBe(entry!.id);
    const answer = await tell(`ok-${from}`, [{ from, st: 'OK', start: at(30), talk: 20 }]);
    expect(await missedOf(from)).toEqual([]);
    expect(await detail(entry!.id)).toMatchObject({ closed_by_call_id: answer.id, is_missed_entry: false, status: 'missed' });
  });

  it('is one entry beside two that the caller gave up in the menu, within ten minutes', async () => {
    const from = caller();
    const give_up = (minute: number, st: string) =>
      tell(`give-up-${from}-${minute}`, [{ from, st, start: `2026-02-24 11:0${minute}:00`, dept: 'sales' }]);
    const [first, ringing, last] = [await give_up(1, 'MENU'), await give_up(4, 'NOANSWER'), await give_up(9, 'MENU')];
    expect([first.status, ringing.status, last.status]).toEqual(['hangup', 'missed', 'hangup']);
    expect(await missedOf(from)).toMatchObject([{ id: ringing.id, missed_count: 1 }]);
    const { body } = await product.call<IvrCallPageDto>('GET', `/ivr-calls?status=hangup&customer_number=%2B91${from}`);
    expect(body.total).toBe(2);
  });

  it('is claimed by one of two at once, goes back after the lease, and is kept by calling back', async () => {
    const call = await tell('claim-1', [{ from: '8123456789', st: 'NOANSWER', start: new Date().toISOString() }]);
    await product.token('supervisor');
    await product.database.pool.query(
      `insert into public.agents (name, user_id) select 'Meera', id from auth.users where email = 'supervisor@example.com'`,
    );
    const claims = await Promise.all(
      (['agent', 'supervisor'] as const).map((as) => post(`/ivr-calls/${call.id}/claim`, { minutes: 5 }, { as })),
    );
    expect(claims.map(({ status }) => status).sort()).toEqual([200, 409]);
    const lapse = `update public.query_assignments set lease_until = now() - interval '1 second' where entity_id = $1 and ended_at is null`;
    await product.database.pool.query(lapse, [call.id]);
    await product.database.pool.query('select public.end_overdue_assignments(now(), 100)');
    expect(await detail(call.id)).toMatchObject({ assignee_id: null, is_missed_entry: true });
    expect((await post(`/ivr-calls/${call.id}/claim`, {}, { as: 'agent' })).status).toBe(200);
    const back = await post<{ attempt_id: string }>(`/ivr-calls/${call.id}/call-back`, {}, { as: 'agent' });
    expect(back.status).toBe(201);
    expect(await detail(call.id)).toMatchObject({ attempts: 1, assignee_id: agent.id, call_backs: [{ attempt_id: back.body.attempt_id }] });
    await product.database.pool.query(`update public.call_attempts set outcome = 'answered', started_at = now() where id = $1`, [
      back.body.attempt_id,
    ]);
    expect((await detail(call.id)).closed_at).not.toBeNull();
    const { rows } = await product.database.pool.query(
      'select status from public.query_assignments where entity_id = $1 order by assigned_at',
      [call.id],
    );
    expect(rows.map(({ status }) => status)).toEqual(['returned', 'done']);
  });

  it('is moved to another department, completed with a category and notes, and opened again', async () => {
    const from = caller();
    const call = await tell(`work-${from}`, [{ from, st: 'NOANSWER', dept: 'sales' }]);
    const moved = await post<IvrCallDetailDto>(`/ivr-calls/${call.id}/transfer`, { department: 'support', note: 'Not ours.' });
    expect(moved.body).toMatchObject({ department: 'support', department_source: 'person' });
    // What the provider says later does not move it back.
    expect(await tell(`work-${from}`, [{ dept: 'sales', talk: 0 }])).toMatchObject({ department: 'support' });
    expect(code(await post(`/ivr-calls/${call.id}/transfer`, { department: 'nowhere' }))).toEqual([404, 'department_not_found']);
    expect(code(await post(`/ivr-calls/${call.id}/complete`, { notes: 'Done.' }))).toEqual([422, 'call_category_required']);
    const done = await post<IvrCallDetailDto>(
      `/ivr-calls/${call.id}/complete`,
      { category_id: category.id, notes: 'Sent it again.' },
      { as: 'agent' },
    );
    expect(done.body).toMatchObject({ status: 'completed', category_id: category.id, notes: 'Sent it again.', is_missed_entry: false });
    expect(done.body.allowed_actions).toEqual(['reopen']);
    expect(code(await post(`/ivr-calls/${call.id}/complete`, {}))).toEqual([409, 'step_not_allowed']);
    // A late event does not undo what a person decided.
    expect(await tell(`work-${from}`, [{ st: 'OK', talk: 3 }])).toMatchObject({ status: 'completed', provider_status: 'answered' });
    const open = await post<IvrCallDetailDto>(`/ivr-calls/${call.id}/reopen`, { note: 'Called again.' });
    expect(open.body).toMatchObject({ status: 'answered', completed_at: null, category_id: category.id });
    expect(open.body.history.map(({ action }) => action)).toEqual(expect.arrayContaining(['transfer', 'complete', 'reopen']));
    expect(code(await product.call('PATCH', `/ivr-calls/${call.id}`, { body: { status: 'missed' } }))).toEqual([409, 'step_not_allowed']);
    expect(code(await product.call('PATCH', `/ivr-calls/${call.id}`, { body: { notes: 'x', version: 1 } }))).toEqual([
      409,
      'stale_version',
    ]);
    expect((await product.call('PATCH', `/ivr-calls/${call.id}`, { body: { notes: 'x' }, as: 'viewer' })).status).toBe(403);
  });

  it('of a hidden caller makes no customer and nobody can call back', async () => {
    const call = await tell('hidden-1', [{ from: 'anonymous', st: 'NOANSWER' }]);
    expect(call).toMatchObject({ customer_number: null, customer_id: null, flags: ['caller_withheld'], is_missed_entry: false });
    expect(code(await post(`/ivr-calls/${call.id}/call-back`))).toEqual([422, 'ivr_call_unreachable']);
  });
});

describe('the recording of a call', () => {
  const told = (id: string, url: string, at = '2026-02-24 10:00:00') => tell(id, [{ from: caller(), st: 'OK', talk: 9, at, rec: url }]);
  const look = (id: string) => product.call<IvrRecordingDto>('GET', `/ivr-calls/${id}/recording`);
  const tried = (id: string, wanted: (recording: IvrRecordingDto) => boolean) => until(async () => (await look(id)).body, wanted);
  const opened = async (id: string) =>
    Number(
      (
        await product.database.pool.query(
          `select count(*) from public.activity_log where entity_type = 'ivr_call_recordings' and entity_id = $1 and action = 'access'`,
          [id],
        )
      ).rows[0].count,
    );

  it('is fetched, typed by its bytes, and served by a signed link whose every use is logged', async () => {
    const call = await told('rec-1', `${recordings.url}/recordings/one.wav`);
    expect(call).toMatchObject({ has_recording: true });
    expect(JSON.stringify(call)).not.toContain('one.wav');
    const recording = await tried(call.id, ({ state }) => state === 'stored');
    expect(recording).toMatchObject({ mime: 'audio/wav', size: 16_044, tries: 1, reason: null });
    expect(await opened(call.id)).toBe(0);
    const link = `${product.url}${new URL(recording.url!, product.url).pathname}${new URL(recording.url!, product.url).search}`;
    const whole = await fetch(link);
    expect([whole.status, whole.headers.get('content-type'), (await whole.arrayBuffer()).byteLength]).toEqual([200, 'audio/wav', 16_044]);
    const part = await fetch(link, { headers: { range: 'bytes=0-3' } });
    expect([part.status, await part.text()]).toEqual([206, 'RIFF']);
    expect(await opened(call.id)).toBe(2);
    expect((await fetch(link.replace(/signature=.{4}/, 'signature=0000'))).status).toBe(403);
    expect((await fetch(link.replace(/expires=\d+/, 'expires=1'))).status).toBe(403);
    expect(await opened(call.id)).toBe(2);
    // The same event again fetches nothing again.
    const asked = recordings.asked.length;
    await told('rec-1', `${recordings.url}/recordings/one.wav`);
    expect((await look(call.id)).body).toMatchObject({ state: 'stored', tries: 1 });
    expect(recordings.asked).toHaveLength(asked);
  });

  it('that is not there yet is tried again, and given up with the reason; a person has it fetched once more', async () => {
    recordings.faults.push({ kind: 'page' });
    const call = await told('rec-2', `${recordings.url}/recordings/two.wav`);
    expect(await tried(call.id, ({ tries }) => tries > 0)).toMatchObject({ state: 'wanted', reason: 'not_media', url: null });
    const retry = `/ivr-calls/${call.id}/recording/retry`;
    expect(code(await post(retry))).toEqual([409, 'ivr_recording_not_missing']);
    recordings.faults.push({ kind: 'status', status: 404 });
    await product.database.pool.query(`update public.ivr_call_recordings set wanted_since = now() - interval '4 days' where call_id = $1`, [
      call.id,
    ]);
    await product.app.get(IvrRecordingsService, { strict: false }).fetch(call.id, new Date());
    expect((await look(call.id)).body).toMatchObject({ state: 'missing', reason: 'http_404', tries: 2 });
    expect((await post(retry, {}, { as: 'viewer' })).status).toBe(403);
    expect((await post(retry, {}, { as: 'agent' })).status).toBe(202);
    expect(await tried(call.id, ({ state }) => state === 'stored')).toMatchObject({ mime: 'audio/wav' });
  });

  it('is never fetched from a private address, nor by way of one', async () => {
    recordings.faults.push({ kind: 'moved', to: 'http://10.0.0.1/recordings/three.wav' });
    const moved = await told('rec-3', `${recordings.url}/recordings/three.wav`);
    const inside = await told('rec-4', 'https://192.168.1.1/recordings/four.wav');
    for (const { id } of [moved, inside])
      expect(await tried(id, ({ state }) => state === 'missing')).toMatchObject({ reason: 'url_not_allowed', url: null });
    // Another address that the provider tells later is fetched.
    await told('rec-4', `${recordings.url}/recordings/five.wav`, '2026-02-24 10:05:00');
    expect(await tried(inside.id, ({ state }) => state === 'stored')).toMatchObject({ mime: 'audio/wav' });
  });
});

describe('what happens by itself', () => {
  const why = async (id: string) =>
    (await product.call<WhyDto>('GET', `/why/ivr_call/${id}`)).body.data.map(({ kind, rule, chosen, reason }) => ({
      kind,
      rule,
      chosen,
      reason,
    }));

  it('is explained: the department, who has it, what it was about', async () => {
    const made_before = await post<CallCategoryDto>('/call-categories', { name: 'Why so' });
    const call = await tell('why-1', [{ from: caller(), to: '1800123456', st: 'RING', agent: '7410410123' }]);
    await tell('why-1', [{ st: 'OK', talk: 5, digit: '2', disposition: 'why so' }]);
    expect(await why(call.id)).toEqual([
      { kind: 'ivr.categorise', rule: 'provider', chosen: { category_id: made_before.body.id }, reason: expect.any(String) },
      { kind: 'ivr.assign', rule: 'answered', chosen: { agent_id: agent.id }, reason: 'The agent answered the call.' },
      { kind: 'ivr.department', rule: 'digit', chosen: { department: 'support' }, reason: 'The caller pressed 2 in the menu.' },
      { kind: 'ivr.department', rule: 'number', chosen: { department: 'sales' }, reason: 'The caller rang a number of this department.' },
    ]);
    const nowhere = await tell('why-2', [{ from: caller(), st: 'MENU' }]);
    expect(await why(nowhere.id)).toMatchObject([{ kind: 'ivr.department', rule: 'none', chosen: null }]);
  });

  it('is explained: what made good for a missed call, and what does not any more', async () => {
    const from = caller();
    const minutes_ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
    const missed = await tell('why-3', [{ from, st: 'NOANSWER', start: minutes_ago(30) }]);
    const answer = await tell('why-4', [{ from, st: 'OK', talk: 20, start: minutes_ago(10) }]);
    expect(await why(missed.id)).toContainEqual({
      kind: 'ivr.close_missed',
      rule: 'answered',
      chosen: { closed_at: expect.any(String), closed_by_call_id: answer.id },
      reason: 'The caller was talked to in a later call.',
    });
    const before = (await why(missed.id)).length;
    await post('/webhook-events/replay', { source: 'ivr', state: 'processed' });
    await worked();
    // What is told again decides nothing again.
    expect(await why(missed.id)).toHaveLength(before);
    expect((await product.call('GET', `/why/ivr_call/${missed.id}`, { as: 'viewer' })).status).toBe(200);
  });
});

describe('while a call is on', () => {
  const availability = async () =>
    (await product.database.pool.query('select status, availability from public.agents where id = $1', [agent.id])).rows[0];

  it('its agent is busy, wraps up after it, and is available again', async () => {
    await product.call('PATCH', `/agents/${agent.id}/clock-in`, { body: {} });
    expect(await availability()).toMatchObject({ availability: 'available' });
    await tell('busy-1', [{ from: caller(), st: 'RING', agent: '7410410123', start: new Date().toISOString() }]);
    expect(await availability()).toMatchObject({ availability: 'busy' });
    await tell('busy-1', [{ st: 'OK', talk: 9 }]);
    expect(await availability()).toMatchObject({ availability: 'wrap_up' });
    await product.database.pool.query(
      `update public.agent_availability set started_at = now() - interval '31 seconds' where agent_id = $1 and ended_at is null`,
      [agent.id],
    );
    await product.database.pool.query('select public.end_agent_status($1)', [agent.id]);
    expect(await availability()).toMatchObject({ availability: 'available' });
  });

  it('its agent is busy as long as there is one, whoever told of it: of two calls, of one that we placed', async () => {
    const { database } = product;
    const talk = (id: string, event: object) => tell(id, [{ start: new Date().toISOString(), agent: '7410410123', ...event }]);
    await talk('busy-2', { from: caller(), st: 'RING' });
    await talk('busy-3', { from: caller(), st: 'RING' });
    await talk('busy-2', { st: 'OK', talk: 3 });
    expect(await availability()).toMatchObject({ availability: 'busy' });
    const placed = await post<{ id: string }>('/calls/click-to-call', { agent_number: '7410410123', customer_number: '8123456722' });
    expect(placed.body).toMatchObject({ state: 'sent' });
    await talk('busy-3', { st: 'OK', talk: 3 });
    expect(await availability()).toMatchObject({ availability: 'busy' });
    const report = {
      attempt_id: placed.body.id,
      kind: 'callback',
      dedupe_key: 'end',
      state: 'delivered',
      status: 'ANSWER',
      outcome: 'answered',
      rank: 3,
    };
    await database.pool.query('select public.apply_call_reports($1)', [JSON.stringify([report])]);
    expect(await availability()).toMatchObject({ availability: 'wrap_up' });
    // A call whose report never comes does not keep him busy for ever.
    const lost = await post<{ id: string }>('/calls/click-to-call', { agent_number: '7410410123', customer_number: '8123456723' });
    expect(await availability()).toMatchObject({ availability: 'busy' });
    await database.pool.query('select public.end_lost_calls()');
    expect(await availability()).toMatchObject({ availability: 'busy' });
    await database.pool.query(`update public.call_attempts set send_after = now() - interval '2 hours' where id = $1`, [lost.body.id]);
    await database.pool.query('select public.end_lost_calls()');
    expect(await availability()).toMatchObject({ availability: 'wrap_up' });
  });

  it('counts are kept, and a call whose end nobody tells is ended', async () => {
    const counts = async () =>
      (await product.call<IvrCallCountsDto>('GET', '/ivr-calls/counts')).body.by_department.find(
        ({ department }) => department === 'support',
      )!;
    const before = await counts();
    const call = await tell('stale-1', [
      { from: caller(), st: 'RING', digit: '2', start: new Date(Date.now() - 5 * 3_600_000).toISOString() },
    ]);
    expect((await counts()).live).toBe(before.live + 1);
    await product.app.get(IvrIngestService, { strict: false }).sweep(new Date());
    expect(await detail(call.id)).toMatchObject({ status: 'hangup', flags: ['end_unknown'] });
    expect(await counts()).toMatchObject({ live: before.live, hangup: before.hangup + 1 });
    // What comes later says more.
    expect(await tell('stale-1', [{ st: 'OK', talk: 12 }])).toMatchObject({ status: 'answered' });
  });
});

describe('call categories', () => {
  const make = async (body: object) => (await post<CallCategoryDto>('/call-categories', body)).body;
  const patch = (id: string, body: object) => product.call('PATCH', `/call-categories/${id}`, { body });

  it('are a tree by department, without circles', async () => {
    const root = await make({ name: 'Invoices', department: 'billing' });
    const child = await make({ name: 'Wrong', department: 'billing', parent_id: root.id, position: 2 });
    const grandchild = await make({ name: 'Tax', department: 'billing', parent_id: child.id });
    expect(code(await patch(root.id, { parent_id: grandchild.id }))).toEqual([400, 'tree_cycle']);
    expect(code(await patch(root.id, { parent_id: root.id }))).toEqual([400, 'tree_cycle']);
    expect(code(await post('/call-categories', { name: 'Late', department: 'sales', parent_id: root.id }))).toEqual([
      422,
      'tree_parent_not_found',
    ]);
    expect(code(await post('/call-categories', { name: 'invoices', department: 'billing' }))).toEqual([409, 'conflict']);
    const { body } = await product.call<CallCategoryTreeDto>('GET', '/call-categories/by-department/billing', { as: 'viewer' });
    expect(body.data.find(({ id }) => id === root.id)).toMatchObject({
      children: [{ name: 'Wrong', children: [{ path: ['Invoices', 'Wrong', 'Tax'] }] }],
    });
    // Two moves at once cannot make a circle together.
    const other = await make({ name: 'Payments', department: 'billing' });
    const moves = await Promise.all([patch(root.id, { parent_id: other.id }), patch(other.id, { parent_id: root.id })]);
    expect(moves.map(({ status }) => status).sort()).toEqual([200, 400]);
  });

  it('that are deleted stay readable on their calls, and are not given any more', async () => {
    const [parent, child] = [await make({ name: 'Old' }), await make({ name: 'Older' })];
    await patch(child.id, { parent_id: parent.id });
    const call = await tell('cat-1', [{ from: caller(), st: 'OK', disposition: 'older' }]);
    expect(call.category_id).toBe(child.id);
    expect(code(await product.call('DELETE', `/call-categories/${parent.id}`))).toEqual([409, 'tree_has_children']);
    expect((await product.call('DELETE', `/call-categories/${child.id}`)).status).toBe(200);
    expect((await product.call<CallCategoryDto>('GET', `/call-categories/${child.id}`)).body).toMatchObject({
      name: 'Older',
      deleted_at: expect.any(String),
    });
    expect((await detail(call.id)).category_id).toBe(child.id);
    const another = await tell('cat-2', [{ from: caller(), st: 'OK' }]);
    expect(code(await post(`/ivr-calls/${another.id}/complete`, { category_id: child.id }))).toEqual([404, 'call_category_not_found']);
  });
});

describe('lists', () => {
  const rows: [n: number, change: Record<string, unknown>][] = [1, 2, 3, 4, 5, 6].map((n) => [n, n === 3 ? { agent_name: 'needle' } : {}]);
  const insert = async (n: number, change: Record<string, unknown>, more: Record<string, unknown> = {}) => {
    const row = {
      provider_id: provider.id,
      provider_call_id: `list-${(made += 1)}`,
      provider_status: n === 1 ? 'hangup' : n % 2 ? 'missed' : 'answered',
      direction: n === 4 ? 'outbound' : 'inbound',
      customer_number: `+91812345670${n}`,
      department: n % 2 ? 'sales' : 'support',
      flags: n === 2 ? ['voicemail'] : [],
      started_at: new Date(Date.UTC(2026, 1, n)).toISOString(),
      updated_at: new Date(Date.UTC(2026, 2, n)).toISOString(),
      ...change,
      ...more,
    };
    const columns = Object.keys(row);
    const sql = `insert into public.ivr_calls (${columns.join()})
                 values (${columns.map((_name, index) => `$${index + 1}`).join()}) returning *`;
    return (await product.database.pool.query(sql, Object.values(row))).rows[0] as IvrCallDto;
  };

  describe('of calls', () => {
    beforeAll(() => allMade('ivr_calls'));
    listSuite({ ...callList, product: () => product, make: (n) => insert(n + 1, rows[n]![1]) });
  });
  describe('of missed calls', () => {
    beforeAll(() => allMade('ivr_calls'));
    listSuite({
      ...missedList,
      product: () => product,
      make: (n) => insert(n + 1, rows[n]![1], { is_missed_entry: true, provider_status: 'missed' }),
    });
  });
  describe('of categories', () => {
    beforeAll(async () => {
      await allMade('ivr_calls');
      await allMade('call_categories');
    });
    listSuite({
      ...categoryList,
      product: () => product,
      make: async (n) =>
        (
          await post<CallCategoryDto>('/call-categories', {
            name: `List ${n}`,
            department: n % 2 ? 'sales' : 'support',
            description: n === 3 ? 'A needle' : '',
            position: n,
            is_active: n !== 4,
          })
        ).body,
    });
  });
});
