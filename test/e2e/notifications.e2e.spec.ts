import type { ApprovalDetailDto, ApprovalPageDto } from '../../src/notifications/approvals/dto/approval.dto.js';
import { ApprovalsService } from '../../src/notifications/approvals/approvals.service.js';
import type {
  CreatedNotificationDto,
  MarkedReadDto,
  NotificationDeliveryDto,
  NotificationDto,
  UnreadNoticesDto,
} from '../../src/notifications/dto/notification.dto.js';
import type { PreferencesDto } from '../../src/notifications/dto/preference.dto.js';
import { NotificationPreferencesService } from '../../src/notifications/notificationPreferences.service.js';
import { type RoleName, startTestApp, type TestApp } from '../support/app.js';
import { listSuite } from '../support/listSuite.js';
import { list as approvals } from '../support/lists/approvals.js';
import { list } from '../support/lists/notifications.js';
import { until } from '../support/until.js';

let product: TestApp;
const users = new Map<RoleName, string>();
const seenIds = { none: '00000000-0000-4000-8000-000000000000' };
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
  ...list,
  product: () => product,
  make: (n) => notify(n % 2 ? 'calls' : 'webhooks', n < 2 ? 'early' : 'late'),
});

listSuite({
  ...approvals,
  product: () => product,
  make: async (n) => {
    const customer = await product.call<{ id: string }>('POST', '/customers', { body: { name: `Asha ${n}` } });
    const body = n < 2 ? { kind: 'export', entity_id: n ? '/agents' : '/customers' } : { kind: 'deletion', entity_id: customer.body.id };
    return (await product.call<{ id: string }>('POST', '/notifications/approval-requests', { body })).body.id;
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
    expect((await setRead(id, true, 'agent')).body.read_at).toBe(first.body.read_at);
    expect((await setRead(id, false, 'agent')).body.read_at).toBeNull();
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
      [
        ...['id', 'user_id', 'module', 'type', 'title', 'body', 'entity_type', 'entity_id', 'read_at', 'created_at'],
        ...['status', 'priority', 'approval_request_id'],
      ].sort(),
    );
    expect((await setRead(id, 'perhaps')).body.code).toBe('validation_failed');
    expect((await product.call('PATCH', `/notifications/${id}`, { body: { read: true, title: 'Mine' } })).status).toBe(400);
  });
});

const unread = async (as: RoleName, of: RoleName = as) =>
  (await product.call<UnreadNoticesDto>('GET', `/notifications/unread-count/${users.get(of)}`, { as })).body.unread;
const query = async <T extends object>(sql: string, values: unknown[] = []) => (await product.database.pool.query<T>(sql, values)).rows;

describe('who was told', () => {
  it('has a state of his own: one reader of a notice for many does not read it for the others', async () => {
    const id = (await notify('calls', 'for_each'))!;
    const before = { agent: await unread('agent'), viewer: await unread('viewer') };
    await setRead(id, true, 'agent');
    expect([await unread('agent'), await unread('viewer')]).toEqual([before.agent - 1, before.viewer]);
    const { body } = await product.call<NotificationDto>('GET', `/notifications/${id}`, { as: 'viewer' });
    expect([body.status, body.read_at]).toEqual(['unread', null]);
    expect((await setRead(id, 'nothing', 'agent')).status).toBe(400);
    const dismissed = await product.call<NotificationDto>('PATCH', `/notifications/${id}`, { as: 'agent', body: { status: 'dismissed' } });
    expect(dismissed.body.status).toBe('dismissed');
  });

  it('counts as unread what the list has as unread, also when rights are lost', async () => {
    await notify('calls', 'counted');
    const list = async () =>
      (await product.call<{ total: number; data: unknown[] }>('GET', '/notifications?status=unread&limit=200', { as: 'viewer' })).body;
    const known = await list();
    expect([await unread('viewer'), known.total]).toEqual([known.data.length, known.data.length]);
    const [role] = await query<{ role_id: string }>(
      `update role_modules set can_view = false
       where module_key = 'calls' and role_id = (select id from roles where name = 'viewer') returning role_id`,
    );
    await until(list, ({ total }) => total < known.total);
    expect(await unread('viewer')).toBe((await list()).total);
    await query(`update role_modules set can_view = true where module_key = 'calls' and role_id = $1`, [role!.role_id]);
    await until(list, ({ total }) => total === known.total);
  });

  it('reads all up to what was on the screen; what came later stays', async () => {
    const seen = (await notify('calls', 'seen'))!;
    const later = (await notify('calls', 'later'))!;
    expect((await product.call('PATCH', '/notifications/mark-all-read', { as: 'viewer', body: {} })).status).toBe(400);
    const marked = await product.call<MarkedReadDto>('PATCH', '/notifications/mark-all-read', { as: 'viewer', body: { up_to: seen } });
    expect(marked.body).toEqual({ marked: expect.any(Number), unread: 1 });
    expect((await product.call<NotificationDto>('GET', `/notifications/${later}`, { as: 'viewer' })).body.status).toBe('unread');
    expect(
      (await product.call('PATCH', '/notifications/mark-all-read', { as: 'viewer', body: { up_to: users.get('admin') } })).status,
    ).toBe(404);
    expect(
      (await product.call<MarkedReadDto>('PATCH', '/notifications/mark-all-read', { as: 'viewer', body: { all: true } })).body,
    ).toEqual({
      marked: 1,
      unread: 0,
    });
  });

  it('finds what a module said before he came to view it, and is never told of what he did himself', async () => {
    const id = (await notify('webhooks', 'before_you'))!;
    users.set('supervisor', (await product.call<{ id: string }>('GET', '/auth/me', { as: 'supervisor' })).body.id);
    expect(await seenBy('supervisor')).toContain(id);
    const write = (as: RoleName, body: object) => product.call<CreatedNotificationDto>('POST', '/notifications', { as, body });
    const own = await write('admin', { type: 'handover', module: 'calls', title: 'Call back', to_user_id: users.get('admin') });
    expect(own.body).toEqual({ id: null, approval_request_id: null });
    const all = await write('agent', { type: 'handover', module: 'calls', title: 'Line is down', dedupe_key: 'line' });
    expect(await seenBy('agent')).not.toContain(all.body.id);
    expect(await seenBy('viewer')).toContain(all.body.id);
    expect((await write('agent', { type: 'handover', module: 'calls', title: 'Line is down', dedupe_key: 'line' })).body.id).toBeNull();
    expect((await write('agent', { type: 'handover', module: 'webhooks', title: 'Not mine' })).status).toBe(403);
    expect((await write('viewer', { type: 'handover', module: 'calls', title: 'May not' })).status).toBe(403);
    expect((await write('admin', { type: 'handover', module: 'calls', title: 'To nobody', to_user_id: seenIds.none })).status).toBe(404);
    const two = { type: 'handover', module: 'calls', title: 'Two', to_user_id: users.get('agent'), to_role_id: seenIds.none };
    expect((await write('admin', two)).status).toBe(400);
    const [{ id: role_id }] = (await query<{ id: string }>(`select id from roles where name = 'agent'`)) as [{ id: string }];
    const role = await write('admin', { type: 'handover', module: 'webhooks', title: 'For agents', to_role_id: role_id, priority: 'high' });
    expect([await seenBy('agent'), await seenBy('viewer')].map((ids) => ids.includes(role.body.id!))).toEqual([true, false]);
    const list = await product.call<{ data: NotificationDto[] }>('GET', '/notifications?priority=high&search=agents', { as: 'agent' });
    expect(list.body.data.map(({ id: found }) => found)).toEqual([role.body.id]);
  });

  it("needs the permission for another's list, count and preferences", async () => {
    const agent = users.get('agent');
    for (const path of [`/notifications?to_user=${agent}`, `/notifications/unread-count/${agent}`, `/notifications/preferences/${agent}`]) {
      expect([path, (await product.call('GET', path, { as: 'viewer' })).status]).toEqual([path, 403]);
      expect([path, (await product.call('GET', path, { as: 'supervisor' })).status]).toEqual([path, 200]);
    }
    expect((await product.call('PUT', `/notifications/preferences/${agent}`, { as: 'supervisor', body: {} })).status).toBe(403);
    expect((await product.call('GET', `/notifications/preferences/${seenIds.none}`)).status).toBe(404);
  });
});

describe('preferences', () => {
  const of = (as: RoleName) => `/notifications/preferences/${users.get(as)}`;
  const save = (as: RoleName, body: object) => product.call<PreferencesDto & { code: string }>('PUT', of(as), { as, body });

  it('are six, made once, however many ask at once (C-074)', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => product.call<PreferencesDto>('GET', of('agent'), { as: 'agent' })));
    for (const { body } of answers) expect(body.preferences).toHaveLength(6);
    expect(await query('select from notification_preferences where user_id = $1', [users.get('agent')])).toHaveLength(6);
  });

  it('decide by what a notice comes, with a decision for what was kept back (C-072)', async () => {
    await save('agent', {
      preferences: [
        { type: 'mention', email: true, whatsapp: true },
        { type: 'mention', scope: 'calls', email: false },
        { type: 'system', in_app: false },
      ],
    });
    const mention = (await notify('emails', 'a_mention', { to: 'agent' }))!;
    const deliveries = async (id: string) =>
      (await product.call<NotificationDeliveryDto[]>('GET', `/notifications/${id}/deliveries`, { as: 'agent' })).body.map(
        ({ medium, state, suppressed, error_code }) => [medium, state, suppressed, error_code],
      );
    await until(
      () => deliveries(mention),
      ([first]) => first?.[1] === 'failed',
    );
    expect(await deliveries(mention)).toEqual([
      ['email', 'failed', null, 'not_set_up'],
      ['whatsapp', 'suppressed', 'no_address', null],
    ]);
    const why = await product.call<{ data: { kind: string; reason: string }[] }>('GET', `/why/notification/${mention}`);
    expect(why.body.data.map(({ kind, reason }) => [kind, reason])).toEqual([
      ['notifications.suppress', 'The person has no address for whatsapp.'],
    ]);
    // The module's own preference counts more; what is switched off there is not in the other media either.
    const scoped = (await notify('calls', 'a_mention', { to: 'agent' }))!;
    expect((await deliveries(scoped)).map(([medium]) => medium)).toEqual(['whatsapp']);
    expect(await seenBy('agent')).not.toContain(await notify('calls', 'plain', { to: 'agent' }));
    await save('agent', { preferences: [{ type: 'system', in_app: true }] });
  });

  it('wait for the end of quiet hours, unless it is critical', async () => {
    const now = new Date();
    const hour = (shift: number) => `${String((now.getUTCHours() + shift + 24) % 24).padStart(2, '0')}:00`;
    await save('agent', { quiet_from: hour(-1), quiet_to: hour(2), time_zone: 'UTC' });
    const quiet = (await notify('emails', 'a_mention', { to: 'agent' }))!;
    const { body } = await product.call<NotificationDeliveryDto[]>('GET', `/notifications/${quiet}/deliveries`, { as: 'agent' });
    expect(body[0]).toMatchObject({ medium: 'email', state: 'queued' });
    expect(Date.parse(body[0]!.send_after!)).toBeGreaterThan(now.getTime());
    await product.call('PUT', '/notifications/defaults/mention', { body: { is_critical: true } });
    const critical = (await notify('emails', 'a_mention', { to: 'agent' }))!;
    const at_once = await product.call<NotificationDeliveryDto[]>('GET', `/notifications/${critical}/deliveries`, { as: 'agent' });
    expect(Date.parse(at_once.body[0]!.send_after!)).toBeLessThan(Date.now() + 1_000);
    await product.call('PUT', '/notifications/defaults/mention', { body: { is_critical: false } });
    await save('agent', { quiet_from: null, quiet_to: null });
  });

  it('are settled by an admin where they are locked', async () => {
    await product.call('PUT', '/notifications/defaults/sla', { body: { email: false, locked: ['email'] } });
    expect([(await save('agent', { preferences: [{ type: 'sla', email: true }] })).body.code]).toEqual(['preference_locked']);
    expect((await save('agent', { preferences: [{ type: 'sla', scope: 'nowhere', webhook: true }] })).body.code).toBe(
      'preference_scope_unknown',
    );
    expect((await save('agent', { webhook_url: 'http://10.0.0.1/x' })).body.code).toBe('url_not_allowed');
    expect((await product.call('PUT', '/notifications/defaults/none', { body: {} })).status).toBe(404);
    expect((await product.call('PUT', '/notifications/defaults/sla', { as: 'agent', body: {} })).status).toBe(403);
  });

  it('end by the link of an e-mail, and by no other', async () => {
    const preferences = product.app.get(NotificationPreferencesService, { strict: false });
    const link = preferences.unsubscribeQuery(users.get('agent')!, 'mention', new Date());
    const post = (text: string) =>
      product.call<{ code: string }>('POST', `/notifications/unsubscribe?${text}`, {
        as: null,
        body: 'List-Unsubscribe=One-Click',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      });
    const byMail = async () => {
      const { body } = await product.call<PreferencesDto>('GET', of('agent'), { as: 'agent' });
      return body.preferences.find(({ type, scope }) => type === 'mention' && scope === '')!.email;
    };
    const look = (text: string) =>
      product.call('GET', `/notifications/unsubscribe?${text}`, { as: null, headers: { accept: 'text/html' }, undocumented: true });
    expect((await post(link.replace('mention', 'approval'))).body.code).toBe('link_invalid');
    const before = await byMail();
    const page = await look(link);
    expect(page.text).toContain('<form method="post">');
    const refused = await look(link.replace('mention', 'approval'));
    expect([page.status, refused.status, await byMail()]).toEqual([200, 403, before]);
    expect(before).toBe(true);
    expect((await post(link)).status).toBe(200);
    expect(await byMail()).toBe(false);
  });
});

describe('an approval', () => {
  const ask = async (as: RoleName, more: object = {}) => {
    const { body: customer } = await product.call<{ id: string }>('POST', '/customers', { body: { name: 'Asha Rao' } });
    const body = { kind: 'deletion', entity_id: customer.id, reason: 'Asked to be forgotten.', ...more };
    const answer = await product.call<ApprovalDetailDto>('POST', '/notifications/approval-requests', { as, body });
    return { ...answer, customer_id: customer.id, id: answer.body.id };
  };
  const decide = (id: string, how: 'approve' | 'reject' | 'withdraw', as: RoleName, body: object = {}) =>
    product.call<ApprovalDetailDto & { code: string; details: object }>('POST', `/notifications/approval-requests/${id}/${how}`, {
      as,
      body,
    });

  it('is asked for with a notice, decided from it, and happens in the same moment', async () => {
    const { id, customer_id, body } = await ask('agent');
    expect(body).toMatchObject({ status: 'pending', kind: 'deletion', requested_by: users.get('agent'), may_not_decide: 'self' });
    const notices = await product.call<{ data: NotificationDto[] }>('GET', '/notifications?type=approval_request', { as: 'supervisor' });
    expect(notices.body.data[0]).toMatchObject({ approval_request_id: id, title: 'Approval needed: Delete customer Asha Rao' });
    expect((await decide(id, 'approve', 'agent')).body.code).toBe('approval_not_allowed');
    expect((await decide(id, 'approve', 'viewer')).body.code).toBe('approval_not_allowed');
    const done = await decide(id, 'approve', 'supervisor', { note: 'Checked.' });
    expect(done.body).toMatchObject({ status: 'approved', decision_note: 'Checked.' });
    expect(done.body.history.map(({ action }) => action)).toEqual(['insert', 'update', 'approve']);
    expect((await product.call('GET', `/customers/${customer_id}`)).status).toBe(404);
    const own = await product.call<NotificationDto>('GET', `/notifications/${notices.body.data[0]!.id}`, { as: 'supervisor' });
    expect(own.body.status).toBe('actioned');
    // Who had not looked at it has nothing left to decide, and whoever asked is told.
    expect((await product.call('GET', `/notifications/${notices.body.data[0]!.id}`, { as: 'admin' })).status).toBe(404);
    const told = await product.call<{ data: NotificationDto[] }>('GET', '/notifications?type=approval_approved', { as: 'agent' });
    expect(told.body.data[0]).toMatchObject({ title: 'Approved: Delete customer Asha Rao', body: 'Checked.' });
    const again = await decide(id, 'reject', 'admin', { reason: 'No.' });
    expect([again.status, again.body.code, again.body.details]).toMatchObject([409, 'approval_already_decided', { status: 'approved' }]);
  });

  it('is given once when two hundred decide in the same moment (C-076)', async () => {
    const { id } = await ask('agent');
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, n) =>
        decide(id, n % 2 ? 'approve' : 'reject', n % 3 ? 'supervisor' : 'admin', n % 2 ? {} : { reason: 'No.' }),
      ),
    );
    const won = answers.filter(({ status }) => status === 200);
    expect(won).toHaveLength(1);
    for (const { status, body } of answers.filter(({ status }) => status !== 200))
      expect([status, body.code, (body.details as { status: string }).status]).toEqual([
        409,
        'approval_already_decided',
        won[0]!.body.status,
      ]);
    const steps = await query(
      `select from activity_log where entity_type = 'approval_requests' and entity_id = $1 and action in ('approve', 'reject')`,
      [id],
    );
    expect(steps).toHaveLength(1);
  });

  it('is void when what was to be approved has changed (C-078), and does nothing when that cannot be done', async () => {
    const { id, customer_id } = await ask('agent');
    await product.call('PATCH', `/customers/${customer_id}`, { body: { name: 'Asha Devi Rao' } });
    const refused = await decide(id, 'approve', 'supervisor');
    expect([refused.status, refused.body.code]).toEqual([409, 'approval_content_changed']);
    expect((await product.call('GET', `/customers/${customer_id}`)).status).toBe(200);
    expect((await decide(id, 'reject', 'supervisor', {})).body.code).toBe('approval_reason_required');
    expect((await decide(id, 'reject', 'supervisor', { reason: 'Changed.' })).body.status).toBe('rejected');
    expect((await product.call('GET', `/customers/${customer_id}`)).status).toBe(200);
  });

  it('goes to the admins when nobody decides in time, then expires, and is not given after that (C-080)', async () => {
    const { id } = await ask('agent');
    const approvals = product.app.get(ApprovalsService, { strict: false });
    const overdue = () => query(`update approval_requests set expires_at = now() - interval '1 minute' where id = $1`, [id]);
    await overdue();
    expect((await decide(id, 'approve', 'supervisor')).body.code).toBe('approval_expired');
    await approvals.expire(new Date(), new AbortController().signal);
    const seen = await product.call<ApprovalDetailDto>('GET', `/notifications/approval-requests/${id}`, { as: 'supervisor' });
    expect(seen.body).toMatchObject({ status: 'pending', level: 2, may_not_decide: 'escalated' });
    expect((await decide(id, 'approve', 'supervisor')).body.details).toEqual({ why: 'escalated' });
    const admins = await product.call<{ data: NotificationDto[] }>('GET', '/notifications?type=approval_escalated', { as: 'admin' });
    expect(admins.body.data[0]).toMatchObject({ approval_request_id: id, priority: 'high' });
    await overdue();
    await approvals.expire(new Date(), new AbortController().signal);
    const late = await decide(id, 'approve', 'admin');
    expect([late.status, late.body.code]).toEqual([409, 'approval_expired']);
    const told = await product.call<{ data: NotificationDto[] }>('GET', '/notifications?type=approval_expired', { as: 'agent' });
    expect(told.body.data).toHaveLength(1);
  });

  it('counts its time in business hours', async () => {
    const approvals = product.app.get(ApprovalsService, { strict: false });
    // Saturday 17:00 in Kolkata, open until 18:00, closed on Sunday: two hours end on Monday at 10:00.
    expect(await approvals.expiry(new Date('2026-11-28T11:30:00Z'), 120)).toBe('2026-11-30T04:30:00.000Z');
  });

  it('is asked for once at a time, of what is there, by whoever may see it, and taken back', async () => {
    const { id, customer_id, body } = await ask('agent', { approver_user_id: users.get('supervisor') });
    expect(body.approver_user_id).toBe(users.get('supervisor'));
    const request = (more: object, as: RoleName = 'agent') =>
      product.call<{ code: string }>('POST', '/notifications/approval-requests', {
        as,
        body: { kind: 'deletion', entity_id: customer_id, ...more },
      });
    expect((await request({})).body.code).toBe('approval_already_pending');
    expect((await request({ kind: 'holiday' })).body.code).toBe('approval_kind_unknown');
    expect((await request({ entity_id: seenIds.none })).body.code).toBe('approval_subject_not_found');
    expect((await request({}, 'viewer')).status).toBe(403);
    expect((await decide(id, 'withdraw', 'supervisor')).body.details).toEqual({ why: 'not_yours' });
    expect((await decide(id, 'withdraw', 'agent', { note: 'Changed his mind.' })).body.status).toBe('withdrawn');
    expect((await decide(id, 'approve', 'supervisor')).body.details).toMatchObject({ status: 'withdrawn' });
    const both = await product.call<CreatedNotificationDto>('POST', '/notifications', {
      as: 'agent',
      body: {
        type: 'approval_request',
        module: 'customers',
        title: 'Please delete Asha',
        to_user_id: users.get('supervisor'),
        approval: { kind: 'deletion', entity_id: customer_id },
      },
    });
    expect(both.body).toEqual({ id: expect.any(String), approval_request_id: expect.any(String) });
    const notice = await product.call<NotificationDto>('GET', `/notifications/${both.body.id}`, { as: 'supervisor' });
    expect(notice.body).toMatchObject({ title: 'Please delete Asha', approval_request_id: both.body.approval_request_id });
    const mine = await product.call<ApprovalPageDto>('GET', '/notifications/approval-requests', { as: 'agent' });
    expect(mine.body.data.every(({ requested_by }) => requested_by === users.get('agent'))).toBe(true);
    const nobody = await product.call<{ code: string }>('POST', '/notifications', {
      as: 'agent',
      body: { type: 'x', module: 'customers', title: 'Nothing', approval: { kind: 'deletion', entity_id: seenIds.none } },
    });
    expect(nobody.body.code).toBe('approval_subject_not_found');
  });
});
