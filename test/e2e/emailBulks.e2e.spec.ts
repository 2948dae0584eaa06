import { JobsService } from '../../src/common/jobs/jobs.service.js';
import { changeInBulk } from '../../src/gmailIngestion/gmailIngestion.jobs.js';
import type { EmailBulkDto } from '../../src/gmailIngestion/emails/dto/emailBulk.dto.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { makeEmail, makeMailbox, type Queryable } from '../support/factories/emails.js';
import { until } from '../support/until.js';

const NOBODY = '00000000-0000-4000-8000-000000000000';

let product: TestApp;
let pool: Queryable;
let mailbox: { id: string };
beforeAll(async () => {
  product = await startTestApp();
  pool = product.database.pool;
  mailbox = await makeMailbox(pool);
});
afterAll(() => product.close());

const order = (body: object, options: object = {}) =>
  product.call<EmailBulkDto & { code: string }>('POST', '/emails/bulk', { body, ...options });
const bulk = async (id: string) => (await product.call<EmailBulkDto>('GET', `/emails/bulk/${id}`)).body;

/** Many e-mails in one thread each. */
async function makeMany(count: number, team: string): Promise<void> {
  await pool.query(
    `with threads as (insert into public.email_threads (support_email_id, team, message_count, last_message_at)
       select $1, $3, 1, now() from generate_series(1, $2::integer) returning id)
     insert into public.emails (support_email_id, thread_id, direction, team, received_at) select $1, id, 'inbound', $3, now()
       from threads`,
    [mailbox.id, count, team],
  );
}

describe('POST /emails/bulk', () => {
  it('counts in a dry run and changes nothing', async () => {
    await makeMany(3, 'dry');
    const { status, body } = await order({ filter: { team: 'dry' }, change: { status: 'closed' }, dry_run: true }, { as: 'agent' });
    expect([status, body]).toEqual([200, expect.objectContaining({ id: null, state: 'dry_run', matched: 3, changed: 0 })]);
    expect((await product.call('GET', '/emails?team=dry&status=open')).body).toMatchObject({ total: 3 });
  });

  it('does up to 1,000 at once and tells what became of each', async () => {
    await makeMany(4, 'small');
    const gone = await makeEmail(pool, mailbox, { deleted_at: new Date() });
    const { rows } = await pool.query(`select id from public.emails where team = 'small' order by id`);
    await product.call('PATCH', `/emails/${rows[0].id}`, { body: { is_read: true } });
    const ids = [...rows.map(({ id }) => id as string), gone.id, NOBODY];
    const { status, body } = await order({ ids, change: { is_read: true } });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      state: 'done',
      matched: 6,
      changed: 3,
      skipped: 1,
      failed: 2,
      failures: [
        { email_id: gone.id, reason: 'email_not_found' },
        { email_id: NOBODY, reason: 'email_not_found' },
      ],
    });
    expect(body.items!.map(({ outcome }) => outcome)).toEqual(['skipped', 'changed', 'changed', 'changed', 'failed', 'failed']);
    const { rows: log } = await pool.query(`select * from public.activity_log where entity_type = 'emails' and after ->> 'bulk_id' = $1`, [
      body.id,
    ]);
    expect(log).toHaveLength(3);
    expect(log[0]).toMatchObject({ action: 'update', actor_kind: 'user', before: { is_read: false }, after: { is_read: true } });
    expect(await bulk(body.id!)).toMatchObject({ state: 'done', changed: 3, items: null });
  });

  it('does more in the background, those that matched when it was ordered', async () => {
    await makeMany(1_200, 'large');
    const { status, body } = await order({ filter: { team: 'large' }, change: { status: 'resolved', priority: 'low' } });
    expect([status, body.state, body.matched]).toEqual([202, 'queued', 1_200]);
    await makeMany(2, 'large');
    const done = await until(
      () => bulk(body.id!),
      ({ state }) => state === 'done',
      60,
    );
    expect(done).toMatchObject({ matched: 1_200, changed: 1_200, skipped: 0, failed: 0, failures: [], finished_at: expect.any(String) });
    expect((await product.call('GET', '/emails?team=large&status=resolved&priority=low')).body).toMatchObject({ total: 1_200 });
    expect((await product.call('GET', '/emails?team=large&status=open')).body).toMatchObject({ total: 2 });
  });

  it('goes on after its process died, and does nothing twice', async () => {
    await makeMany(5, 'killed');
    const { rows } = await pool.query(`select public.start_email_bulk('{"team":"killed"}', null, '{"status":"closed"}') as bulk`);
    const { id } = rows[0].bulk as { id: string };
    await pool.query('select public.run_email_bulk($1, 2)', [id]);
    expect(await bulk(id)).toMatchObject({ state: 'running', changed: 2 });
    // An agent opens one again: it was done already.
    const { rows: changed } = await pool.query(`select id from public.emails where team = 'killed' and status = 'closed' limit 1`);
    await product.call('PATCH', `/emails/${changed[0].id}`, { body: { status: 'open' } });
    for (const _ of [1, 2]) await product.app.get(JobsService).add(changeInBulk, { bulk_id: id });
    await until(
      () => bulk(id),
      ({ state }) => state === 'done',
    );
    expect(await bulk(id)).toMatchObject({ changed: 5, skipped: 0, failed: 0 });
    expect((await product.call('GET', '/emails?team=killed&status=open')).body).toMatchObject({ total: 1, data: [{ id: changed[0].id }] });
  });

  it('ends with the reason when it cannot go on', async () => {
    await makeMany(1, 'lost');
    const {
      rows: [agent],
    } = await pool.query(`insert into public.agents (name) values ('Gone soon') returning id`);
    const { rows } = await pool.query(`select public.start_email_bulk('{"team":"lost"}', null, $1) as bulk`, [{ assignee_id: agent.id }]);
    const { id } = rows[0].bulk as { id: string };
    await pool.query('update public.agents set is_active = false where id = $1', [agent.id]);
    await product.app.get(JobsService).add(changeInBulk, { bulk_id: id });
    expect(
      await until(
        () => bulk(id),
        ({ state }) => state !== 'queued',
      ),
    ).toMatchObject({ state: 'failed', error_code: 'assignee_not_found', changed: 0 });
  });

  it.each([
    ['neither filter nor ids', { change: { is_read: true } }],
    ['both', { filter: { team: 'a' }, ids: [NOBODY], change: { is_read: true } }],
    ['an empty filter', { filter: {}, change: { is_read: true } }],
    ['an unknown filter', { filter: { colour: 'red' }, change: { is_read: true } }],
    ['a bad value', { filter: { status: 'lost' }, change: { is_read: true } }],
    ['no change', { ids: [NOBODY] }],
    ['an empty change', { ids: [NOBODY], change: {} }],
    ['a change of something else', { ids: [NOBODY], change: { subject: 'x' } }],
    [
      'too many ids',
      { ids: Array.from({ length: 1_001 }, (_, n) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`), change: { is_read: true } },
    ],
  ])('refuses %s', async (_name, body) => {
    const answer = await order(body);
    expect([answer.status, answer.body.code]).toEqual([400, 'validation_failed']);
  });

  it('refuses viewers, unknown agents and unknown ids', async () => {
    expect((await order({ ids: [NOBODY], change: { is_read: true } }, { as: 'viewer' })).status).toBe(403);
    expect(await order({ ids: [NOBODY], change: { assignee_id: NOBODY } })).toMatchObject({
      status: 422,
      body: { code: 'assignee_not_found' },
    });
    expect(await product.call('GET', `/emails/bulk/${NOBODY}`)).toMatchObject({ status: 404, body: { code: 'email_bulk_not_found' } });
  });
});
