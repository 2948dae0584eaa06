import type { NotificationDto } from '../../src/notifications/dto/notification.dto.js';
import { type RoleName, startTestApp, type TestApp } from '../support/app.js';
import { listSuite } from '../support/listSuite.js';

let product: TestApp;
const users = new Map<RoleName, string>();
beforeAll(async () => {
  product = await startTestApp();
  for (const as of ['admin', 'agent', 'viewer'] as const)
    users.set(as, (await product.call<{ id: string }>('GET', '/auth/me', { as })).body.id);
});
afterAll(() => product.close());

const notify = async (module: string, type: string, { to, key }: { to?: RoleName; key?: string } = {}): Promise<string | null> => {
  const { rows } = await product.database.pool.query<{ id: string | null }>(
    `select notify_once($1, $2, $3, $4, 'What happened.', null, null, coalesce($5, gen_random_uuid()::text)) as id`,
    [to ? users.get(to) : null, module, type, `About ${type}`, key ?? null],
  );
  return rows[0]!.id;
};
const seenBy = async (as: RoleName) =>
  (await product.call<{ data: NotificationDto[] }>('GET', '/notifications', { as })).body.data.map(({ id }) => id);
const setRead = (id: string, read: unknown, as: RoleName = 'admin') =>
  product.call<NotificationDto & { code: string }>('PATCH', `/notifications/${id}`, { as, body: { read } });

listSuite({
  product: () => product,
  path: '/notifications',
  make: (n) => notify(n % 2 ? 'calls' : 'webhooks', n < 2 ? 'early' : 'late'),
  sort: ['created_at'],
  filters: {
    'type=early': ({ type }) => type === 'early',
    'module=webhooks': ({ module }) => module === 'webhooks',
    'module=calls&type=late': ({ module, type }) => module === 'calls' && type === 'late',
  },
});

describe('a notice', () => {
  it('for a module is seen by everyone who may view that module', async () => {
    const calls = await notify('calls', 'for_many');
    const webhooks = await notify('webhooks', 'for_few');
    expect(await seenBy('admin')).toEqual(expect.arrayContaining([calls, webhooks]));
    const agent = await seenBy('agent');
    expect([agent.includes(calls!), agent.includes(webhooks!)]).toEqual([true, false]);
  });

  it('for one person is seen by that person alone', async () => {
    const id = await notify('calls', 'for_one', { to: 'agent' });
    expect(await seenBy('agent')).toContain(id);
    for (const other of ['admin', 'viewer'] as const) expect(await seenBy(other)).not.toContain(id);
  });

  it('is written once for each key', async () => {
    expect(await notify('calls', 'once', { key: 'the same' })).not.toBeNull();
    expect(await notify('calls', 'once', { key: 'the same' })).toBeNull();
  });

  it('is marked as read, keeps that time, and becomes unread again', async () => {
    const id = (await notify('calls', 'to_read'))!;
    const first = await setRead(id, true, 'agent');
    expect([first.status, Date.now() - Date.parse(first.body.read_at!) < 60_000]).toEqual([200, true]);
    expect((await setRead(id, true)).body.read_at).toBe(first.body.read_at);
    expect((await setRead(id, false)).body.read_at).toBeNull();
  });

  it('is not found by those who may not see it', async () => {
    const id = (await notify('webhooks', 'hidden'))!;
    for (const answer of [await setRead(id, true, 'agent'), await setRead('7c9e6f0a-1111-4222-8333-444455556666', true)])
      expect([answer.status, answer.body.code]).toEqual([404, 'not_found']);
    const own = (await notify('calls', 'own', { to: 'agent' }))!;
    expect((await setRead(own, true)).status).toBe(404);
    expect((await setRead(own, true, 'agent')).status).toBe(200);
  });

  it('shows no more than its columns, and takes nothing but read', async () => {
    const id = (await notify('calls', 'columns'))!;
    const { body } = await setRead(id, true);
    expect(Object.keys(body).sort()).toEqual(
      ['id', 'user_id', 'module', 'type', 'title', 'body', 'entity_type', 'entity_id', 'read_at', 'created_at'].sort(),
    );
    expect((await setRead(id, 'perhaps')).body.code).toBe('validation_failed');
    expect((await product.call('PATCH', `/notifications/${id}`, { body: { read: true, title: 'Mine' } })).status).toBe(400);
  });
});
