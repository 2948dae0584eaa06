import { randomUUID } from 'node:crypto';
import { EmbeddedAuth } from '../../src/auth/embeddedAuth.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { connectFeed } from '../support/sockets.js';

type Body = Record<string, unknown> & { id: string; code: string; data: { id: string }[]; total: number; team: string | null };
const TEAMS = ['sales', 'field'] as const;
type Key = (typeof TEAMS)[number] | 'nobody';

/** What each team has, of either kind. */
const KINDS = {
  video: { path: '/video-call-leads', missing: 'video_call_lead_not_found', entity: 'video_call_lead', change: { note: 'Ours.' } },
  youtube: { path: '/youtube-leads', missing: 'youtube_lead_not_found', entity: 'youtube_lead', change: { note: 'Ours.' } },
} as const;
type Kind = keyof typeof KINDS;

let product: TestApp;
let token: string;
let made = 0;
const leads = {} as Record<Key, string>;
const things = {} as Record<Kind, Record<Key, string>>;
const agents = {} as Record<(typeof TEAMS)[number], string>;

const call = (method: string, path: string, body?: object) => product.call<Body>(method, path, { body });
/** As somebody whose role counts in the team of sales alone. */
const asSales = (method: string, path: string, body?: object) => product.call<Body>(method, path, { token, body });
const code = ({ status, body }: { status: number; body: Body }) => [status, body.code];
const leadOf = async (kind: Kind, id: string) => (await call('GET', `${KINDS[kind].path}/${id}`)).body['lead_id'] as string;

async function makeThings(team: Key): Promise<void> {
  const given = team === 'nobody' ? {} : { team };
  const customer_id = (
    await call('POST', '/customers/identify', { name: 'Asha', identities: [{ kind: 'email', value: `scoped-${++made}@example.com` }] })
  ).body.id;
  leads[team] = (await call('POST', '/leads', { customer_id, matter: 'Solar pump', source: 'phone', ...given })).body.id;
  const video = await call('POST', '/video-call-leads', { customer_id, source: 'website', interest: 'Solar pump' });
  expect([video.status, video.body['lead_id'], video.body.team]).toEqual([201, leads[team], given.team ?? null]);
  things.video[team] = video.body.id;
  const tube = await call('POST', '/youtube-leads', {
    video_id: 'scopevideo1',
    author_id: `UC${made}`,
    comment: 'What is the price?',
    comment_id: `scoped-comment-${made}`,
  });
  expect([tube.status, tube.body.team]).toEqual([201, null]);
  things.youtube[team] = tube.body.id;
  if (given.team) await call('PATCH', `/leads/${String(tube.body['lead_id'])}`, given);
}

beforeAll(async () => {
  product = await startTestApp();
  for (const key of TEAMS) {
    await call('POST', '/teams', { key });
    agents[key] = (await call('POST', '/agents', { name: `Of ${key}`, teams: [key] })).body.id;
  }
  Object.assign(things, { video: {}, youtube: {} });
  for (const team of [...TEAMS, 'nobody'] as const) await makeThings(team);
  const role = (await call('POST', '/roles', { name: 'sales_lead' })).body.id;
  const rights = { can_view: true, can_create: true, can_edit: true, can_delete: true };
  const modules = ['leads', 'video_call_leads', 'youtube_leads', 'customer_feedback', 'agents'].map((module_key) => ({
    module_key,
    ...rights,
  }));
  expect((await call('PUT', `/roles/${role}/modules`, { modules })).status).toBe(200);
  const auth = product.app.get(EmbeddedAuth, { strict: false });
  const user = await auth.ensureUser(`${randomUUID()}@example.com`, randomUUID(), '');
  token = await auth.sign(user, 3600);
  expect((await call('POST', '/roles/users', { user_id: user.id, role_id: role, scope: 'team:sales' })).status).toBe(201);
});
afterAll(() => product.close());

describe.each(['video', 'youtube'] as const)('whose role counts in one team, of leads by %s,', (kind) => {
  const { path, missing, entity, change } = KINDS[kind];

  it('finds those of the team alone, listed, counted and exported alike, whatever is asked for', async () => {
    const ids = async (filter: string) => {
      const { status, body } = await asSales('GET', `${path}?${filter}`);
      expect(status).toBe(200);
      return [body.data.map(({ id }) => id), body.total];
    };
    const mine = things[kind].sales;
    for (const filter of ['', 'team=sales', 'team=sales&team=field']) expect([filter, ...(await ids(filter))]).toEqual([filter, [mine], 1]);
    for (const filter of ['team=field', 'team=field&team=nowhere']) expect([filter, ...(await ids(filter))]).toEqual([filter, [], 0]);
    const stats = (await asSales('GET', `${path}/stats`)).body as unknown as { total: number; by_team: object[] };
    expect([stats.total, stats.by_team]).toMatchObject([1, [{ value: 'sales', count: 1 }]]);
    const csv = (await asSales('GET', `${path}?format=csv`)).text;
    const exported = Object.values(things[kind]).map((id) => csv.includes(id));
    expect(exported).toEqual([true, false, false]);
    // Everybody else may ask for several.
    const both = (await call('GET', `${path}?team=sales&team=field`)).body.data.map(({ id }) => id);
    expect(both.sort()).toEqual([things[kind].sales, things[kind].field].sort());
  });

  it('reads and changes its own; any other is as if it were not there', async () => {
    const mine = things[kind].sales;
    expect((await asSales('GET', `${path}/${mine}`)).status).toBe(200);
    expect((await asSales('GET', `/entities/${entity}/${mine}`)).status).toBe(200);
    const changed = await asSales('PATCH', `${path}/${mine}`, change);
    expect([changed.status, changed.body['note']]).toEqual([200, 'Ours.']);
    for (const id of [things[kind].field, things[kind].nobody, randomUUID()]) {
      const tries: [string, string, object?][] = [
        ['GET', ''],
        ['PATCH', '', change],
        ['POST', '/actions', { action: kind === 'video' ? 'cancel' : 'dismiss' }],
        ...(kind === 'youtube' ? ([['POST', '/reply', { text: 'Hello.' }]] as [string, string, object][]) : []),
        ['DELETE', ''],
      ];
      for (const [method, part, body] of tries)
        expect([method, part, ...code(await asSales(method, `${path}/${id}${part}`, body))]).toEqual([method, part, 404, missing]);
      expect(code(await asSales('GET', `/entities/${entity}/${id}`))).toEqual([404, 'entity_not_found']);
    }
    expect((await call('GET', `${path}/${things[kind].field}`)).status).toBe(200);
  });

  it('reads the same rows past the API, and hears of them alone', async () => {
    const table = `${entity}s`;
    const read = async () => {
      const headers = { authorization: `Bearer ${token}` };
      const rows = (await (await fetch(`${product.database.restUrl}/${table}?select=id`, { headers })).json()) as { id: string }[];
      return rows.map(({ id }) => id);
    };
    expect(await read()).toEqual([things[kind].sales]);
    const client = connectFeed(product.url, 'tickets', { token });
    await client.next('ready');
    try {
      await call('PATCH', `${path}/${things[kind].field}`, { note: 'Of the field.' });
      await call('PATCH', `${path}/${things[kind].sales}`, { note: 'Of sales.' });
      await client.next(`${entity}:updated`);
      const heard = client.events().filter(({ event }) => event.startsWith(entity));
      expect(heard.map(({ event, entity_id }) => [event, entity_id])).toEqual([[`${entity}:updated`, things[kind].sales]]);
    } finally {
      client.close();
    }
  });

  it('gets and loses one with the team of its lead', async () => {
    const id = things[kind].nobody;
    const lead = await leadOf(kind, id);
    const before = (await call('GET', `${path}/${id}`)).body['version'] as number;
    expect((await call('PATCH', `/leads/${lead}`, { team: 'sales' })).status).toBe(200);
    const answer = await asSales('GET', `${path}/${id}`);
    expect([answer.status, answer.body.team, answer.body['version']]).toEqual([200, 'sales', before + 1]);
    expect((await asSales('GET', path)).body.total).toBe(2);
    expect((await call('PATCH', `/leads/${lead}`, { team: null })).status).toBe(200);
    expect((await asSales('GET', `${path}/${id}`)).status).toBe(404);
    expect((await asSales('GET', `${path}/stats`)).body.total).toBe(1);
    const { rows } = await product.database.pool.query(`select * from verify_kept_counts('public.${entity}s')`);
    expect(rows).toEqual([]);
  });

  it('makes none: a wish for the same matter would show the lead of another team', async () => {
    const body =
      kind === 'video'
        ? { customer_id: randomUUID(), source: 'phone', interest: 'Pump' }
        : { video_id: 'scopevideo1', author_id: 'UCnew', comment: 'Price?' };
    expect(code(await asSales('POST', path, body))).toEqual([403, 'forbidden']);
  });
});

describe('whose role counts in one team', () => {
  it('books in the calendars of its agents alone', async () => {
    const slots = (id: string) =>
      asSales('GET', `/video-call-leads/slots?assignee_id=${id}&from=2031-01-06T00:00:00Z&to=2031-01-08T00:00:00Z`);
    const own = await slots(agents.sales);
    expect(own.status).toBe(200);
    for (const id of [agents.field, randomUUID()]) expect(code(await slots(id))).toEqual([404, 'agent_not_found']);
    const [slot] = own.body as unknown as { starts_at: string }[];
    const booked = await asSales('POST', `/video-call-leads/${things.video.sales}/actions`, {
      action: 'book',
      starts_at: slot!.starts_at,
      assignee_id: agents.sales,
    });
    expect([booked.status, booked.body['status']]).toEqual([200, 'booked']);
  });

  it('sees which videos are read, and changes none', async () => {
    const { id } = (await call('POST', '/youtube-leads/videos', { video_id: 'scopevideo1' })).body;
    expect((await asSales('GET', '/youtube-leads/videos')).body.data.map((video) => video.id)).toEqual([id]);
    expect(code(await asSales('POST', '/youtube-leads/videos', { video_id: 'scopevideo2' }))).toEqual([403, 'forbidden']);
    expect(code(await asSales('DELETE', `/youtube-leads/videos/${id}`))).toEqual([403, 'forbidden']);
  });

  it('gets figures of feedback about its team alone', async () => {
    const feedback = (team: string | null, rating: number | null, channel: string) =>
      call('POST', '/customer-feedback', { kind: 'praise', comment: 'Good.', team, rating, channel });
    for (const [team, rating, channel] of [
      ['sales', 5, 'call'],
      ['sales', 2, 'call'],
      ['sales', null, 'web'],
      ['field', 1, 'email'],
      [null, 4, 'call'],
    ] as const)
      await feedback(team, rating, channel);
    const path = '/customer-feedback/stats/breakdown';
    const mine = (await asSales('GET', path)).body;
    expect(mine).toEqual({
      total: 3,
      by_channel: [
        { channel: 'call', count: 2, rated: 2, average: 3.5 },
        { channel: 'web', count: 1, rated: 0, average: null },
      ],
      by_agent: [{ agent_id: null, count: 3, rated: 2, average: 3.5 }],
    });
    expect((await asSales('GET', `${path}?team=field`)).body.total).toBe(0);
    expect((await call('GET', `${path}?team=field&team=sales`)).body.total).toBe(4);
    expect((await call('GET', `${path}?team=field`)).body.total).toBe(1);
    expect((await call('GET', path)).body.total).toBe(5);
  });
});

it('a lead that gets another team while its call is changed makes nobody fail', async () => {
  const lead = leads.sales;
  const call_id = things.video.sales;
  const answers = await Promise.all(
    Array.from({ length: 24 }, (_, n) =>
      n % 2
        ? call('PATCH', `/leads/${lead}`, { team: n % 4 === 1 ? 'field' : 'sales' })
        : call('PATCH', `/video-call-leads/${call_id}`, { follow_up_at: `2031-02-0${1 + (n % 9)}T09:00:00Z` }),
    ),
  );
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
  const [one, other] = [(await call('GET', `/leads/${lead}`)).body, (await call('GET', `/video-call-leads/${call_id}`)).body];
  expect(other.team).toBe(one.team);
});
