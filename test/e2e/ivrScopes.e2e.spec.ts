import { randomUUID } from 'node:crypto';
import { EmbeddedAuth } from '../../src/auth/embeddedAuth.js';
import type { IvrCallCountsDto } from '../../src/ivrWebhooks/calls/dto/ivrCall.dto.js';
import type { IvrProviderWithSecretDto } from '../../src/ivrWebhooks/providers/dto/ivrProvider.dto.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { ivrProvider } from '../support/factories/ivr.js';
import { connectFeed } from '../support/sockets.js';

type Body = Record<string, unknown> & { id: string; code: string; data: { id: string; name: string }[]; total: number };
const DEPARTMENTS = ['sales', 'support'] as const;
type Key = (typeof DEPARTMENTS)[number];

let product: TestApp;
let provider_id: string;
let token: string;
let made = 0;
const departments = {} as Record<Key, string>;
const categories = {} as Record<Key | 'all', string>;
const calls = {} as Record<Key | 'unknown' | 'none', string>;

const call = (method: string, path: string, body?: object) => product.call<Body>(method, path, { body });
/** As somebody whose role counts in sales alone. */
const asSales = (method: string, path: string, body?: object) => product.call<Body>(method, path, { token, body });
const code = ({ status, body }: { status: number; body: Body }) => [status, body.code];

async function makeCall(department: string | null, provider_status = 'missed'): Promise<string> {
  const { rows } = await product.database.pool.query<{ id: string }>(
    `insert into public.ivr_calls (provider_id, provider_call_id, provider_status, department, direction, customer_number, started_at)
     values ($1, $2, $3, $4, 'inbound', $5, now()) returning id`,
    [provider_id, `scoped-${++made}`, provider_status, department, `+9181234570${String(10 + made)}`],
  );
  await product.database.pool.query('select public.settle_missed_calls(array(select customer_number from public.ivr_calls))');
  return rows[0]!.id;
}

beforeAll(async () => {
  product = await startTestApp();
  const provider = await product.call<IvrProviderWithSecretDto>('POST', '/ivr-providers', { body: ivrProvider() });
  product.watch.plant('secret of a webhook address', new URL(provider.body.webhook_address_with_secret).searchParams.get('t'));
  provider_id = provider.body.id;
  for (const key of DEPARTMENTS) {
    departments[key] = (await call('POST', '/departments', { key })).body.id;
    categories[key] = (await call('POST', '/call-categories', { name: `Of ${key}`, department: key })).body.id;
    calls[key] = await makeCall(key);
  }
  categories.all = (await call('POST', '/call-categories', { name: 'Of all' })).body.id;
  // A provider's own word is no department.
  calls.unknown = await makeCall('Verkauf');
  calls.none = await makeCall(null);
  const role = (await call('POST', '/roles', { name: 'sales_lead' })).body.id;
  const rights = { can_view: true, can_create: true, can_edit: true, can_delete: true };
  const modules = ['ivr', 'call_categories', 'ivr_providers'].map((module_key) => ({ module_key, ...rights }));
  await call('PUT', `/roles/${role}/modules`, { modules });
  const auth = product.app.get(EmbeddedAuth, { strict: false });
  const user = await auth.ensureUser(`${randomUUID()}@example.com`, randomUUID(), '');
  token = await auth.sign(user, 3600);
  expect((await call('POST', '/roles/users', { user_id: user.id, role_id: role, scope: `department:${departments.sales}` })).status).toBe(
    201,
  );
});
afterAll(() => product.close());

describe('whose role counts in one department', () => {
  it.each(['/ivr-calls', '/ivr-calls/missed'])('finds its calls alone in %s, whatever is asked for', async (path) => {
    const ids = async (filter: string) => {
      const { body } = await asSales('GET', `${path}?${filter}`);
      return [body.data.map(({ id }) => id), body.total];
    };
    const both = `department_id=${departments.sales}&department_id=${departments.support}`;
    for (const filter of ['', 'department=sales', `department_id=${departments.sales}`, both])
      expect([filter, ...(await ids(filter))]).toEqual([filter, [calls.sales], 1]);
    for (const filter of ['department=support', `department_id=${departments.support}`, `department_id=${randomUUID()}`])
      expect([filter, ...(await ids(filter))]).toEqual([filter, [], 0]);
    const csv = (await asSales('GET', `${path}?format=csv`)).text;
    expect([csv.includes(calls.sales), csv.includes(calls.support)]).toEqual([true, false]);
    // Everybody else may ask for several.
    expect((await call('GET', `${path}?${both}`)).body.total).toBe(2);
  });

  it('finds them counted alike', async () => {
    const { body } = await product.call<IvrCallCountsDto>('GET', '/ivr-calls/counts', { token });
    expect([body.total.missed, body.by_department.map(({ department, missed }) => [department, missed])]).toEqual([1, [['sales', 1]]]);
  });

  it('does and sees nothing with the others: they are as if they were not there', async () => {
    expect((await asSales('GET', `/ivr-calls/${calls.sales}`)).status).toBe(200);
    expect((await asSales('PATCH', `/ivr-calls/${calls.sales}`, { notes: 'Ours.' })).status).toBe(200);
    for (const id of [calls.support, calls.unknown, calls.none, randomUUID()]) {
      const tries: [string, string, object?][] = [
        ['GET', ''],
        ['PATCH', '', { notes: 'x' }],
        ['POST', '/claim', {}],
        ['POST', '/transfer', { department: 'sales' }],
        ['POST', '/call-back', {}],
        ['POST', '/complete', {}],
        ['POST', '/reopen', {}],
        ['GET', '/recording'],
        ['POST', '/recording/retry'],
      ];
      for (const [method, path, body] of tries)
        expect([path, ...code(await asSales(method, `/ivr-calls/${id}${path}`, body))]).toEqual([path, 404, 'ivr_call_not_found']);
      expect(code(await asSales('GET', `/entities/ivr_call/${id}`))).toEqual([404, 'entity_not_found']);
    }
    // Who tells of calls is nothing of one department.
    expect(code(await asSales('GET', '/ivr-providers'))).toEqual([403, 'forbidden']);
  });

  it('has the categories of the department and those for all', async () => {
    const names = async (path: string) => (await asSales('GET', path)).body.data.map(({ name }) => name).sort();
    for (const path of ['/call-categories', '/call-categories/list', '/call-categories/by-department/sales'])
      expect([path, await names(path)]).toEqual([path, ['Of all', 'Of sales']]);
    expect(await names('/call-categories/by-department/support')).toEqual([]);
    const answers = await Promise.all(
      ([categories.all, categories.sales, categories.support] as const).map((id) => asSales('GET', `/call-categories/${id}`)),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 404]);
    // To change them is not his.
    expect(code(await asSales('PATCH', `/call-categories/${categories.sales}`, { name: 'x' }))).toEqual([403, 'forbidden']);
  });

  it('reads the same rows with supabase-js, and changes no others', async () => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json', prefer: 'return=representation' };
    const rest = async (path: string, init: RequestInit = {}) => {
      const response = await fetch(`${product.database.restUrl}/${path}`, { headers, ...init });
      return ((await response.json()) as { id: string }[]).map(({ id }) => id);
    };
    expect(await rest('ivr_calls?select=id')).toEqual([calls.sales]);
    expect(new Set(await rest('call_categories?select=id'))).toEqual(new Set([categories.all, categories.sales]));
    const change = { method: 'PATCH', body: JSON.stringify({ notes: 'From the portal.' }) };
    expect(await rest('ivr_calls?select=id&id=not.is.null', change)).toEqual([calls.sales]);
  });

  it('is told of its calls alone; one that is handed over is gone', async () => {
    const feed = connectFeed(product.url, 'calls', { token });
    await feed.next('ready');
    await makeCall('support');
    const mine = await makeCall('sales');
    expect(await feed.next('ivr_call:created')).toMatchObject({ entity_id: mine });
    const moved = await asSales('POST', `/ivr-calls/${mine}/transfer`, { department: 'support' });
    expect(moved.body).toMatchObject({ department: 'support' });
    expect(await feed.next('ivr_call:removed')).toMatchObject({ entity_id: mine });
    expect(code(await asSales('GET', `/ivr-calls/${mine}`))).toEqual([404, 'ivr_call_not_found']);
    feed.close();
  });
});
