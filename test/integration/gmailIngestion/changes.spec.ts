import type pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { makeAgent, makeEmail, makeMailbox, makeThread } from '../../support/factories/emails.js';

let database: TestDatabase;
let pool: pg.Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = database.pool;
});
afterAll(() => database.drop());

const change = async (id: string, what: object, version?: number) =>
  (await pool.query('select public.update_email($1, $2, $3) as row', [id, JSON.stringify(what), version ?? null])).rows[0].row;
const email = async (id: string) => (await pool.query('select * from public.emails where id = $1', [id])).rows[0];
const log = async (id: string) =>
  (await pool.query('select action, entity_type, before, after from public.activity_log where entity_id = $1 order by id', [id])).rows;

describe('a change of one e-mail', () => {
  it('sets what is its own on it alone, and notes the changed fields', async () => {
    const mailbox = await makeMailbox(pool);
    const thread = await makeThread(pool, mailbox);
    const [one, other] = [
      await makeEmail(pool, mailbox, { thread_id: thread.id }),
      await makeEmail(pool, mailbox, { thread_id: thread.id }),
    ];
    const row = await change(one.id, { is_read: true, category: 'delivery', sentiment: 'negative', language: 'en' });
    expect(row).toMatchObject({
      is_read: true,
      category: 'delivery',
      sentiment: 'negative',
      language: 'en',
      version: 2,
      human_fields: ['category', 'language', 'sentiment'],
    });
    expect(row).not.toHaveProperty('body_text');
    expect(await email(other.id)).toMatchObject({ is_read: false, category: null, version: 1, human_fields: [] });
    expect(await log(one.id)).toEqual([
      {
        action: 'update',
        entity_type: 'emails',
        before: { is_read: false, category: null, sentiment: null, language: null, human_fields: [] },
        after: {
          is_read: true,
          category: 'delivery',
          sentiment: 'negative',
          language: 'en',
          human_fields: ['category', 'language', 'sentiment'],
        },
      },
    ]);
  });

  it('sets what belongs to the matter on the thread and all its e-mails, deleted ones too', async () => {
    const mailbox = await makeMailbox(pool);
    const agent = await makeAgent(pool);
    const thread = await makeThread(pool, mailbox);
    const one = await makeEmail(pool, mailbox, { thread_id: thread.id });
    const other = await makeEmail(pool, mailbox, { thread_id: thread.id });
    const gone = await makeEmail(pool, mailbox, { thread_id: thread.id, deleted_at: new Date() });
    const stranger = await makeEmail(pool, mailbox);
    await change(one.id, { status: 'pending', team: 'logistics', priority: 'high', assignee_id: agent.id });
    const set = { status: 'pending', team: 'logistics', priority: 'high', assignee_id: agent.id };
    for (const id of [one.id, other.id, gone.id])
      expect(await email(id)).toMatchObject({ ...set, version: 2, human_fields: ['assignee_id', 'priority', 'status', 'team'] });
    expect((await pool.query('select * from public.email_threads where id = $1', [thread.id])).rows[0]).toMatchObject({
      ...set,
      version: 2,
    });
    expect(await email(stranger.id)).toMatchObject({ status: 'open', version: 1 });
    expect((await log(thread.id))[0]).toMatchObject({
      action: 'update',
      entity_type: 'email_threads',
      before: { status: 'open', team: null },
      after: set,
    });
    expect(await log(other.id)).toEqual([]);
  });

  it('twice is once: no version, no entry', async () => {
    const one = await makeEmail(pool, await makeMailbox(pool));
    for (const _ of [1, 2]) expect(await change(one.id, { status: 'resolved', is_read: true })).toMatchObject({ version: 2 });
    expect(await log(one.id)).toHaveLength(1);
    expect(await log(one['thread_id'] as string)).toHaveLength(1);
  });

  it('refuses what is stale, unknown or deleted', async () => {
    const mailbox = await makeMailbox(pool);
    const one = await makeEmail(pool, mailbox);
    await change(one.id, { is_read: true }, 1);
    await expect(change(one.id, { is_read: false }, 1)).rejects.toMatchObject({ code: 'P0409', message: 'stale_version' });
    await expect(change(one.id, { assignee_id: '00000000-0000-4000-8000-000000000000' })).rejects.toMatchObject({
      code: 'P0422',
      message: 'assignee_not_found',
    });
    const away = await makeAgent(pool, { is_active: false });
    await expect(change(one.id, { assignee_id: away.id })).rejects.toMatchObject({ code: 'P0422' });
    const gone = await makeEmail(pool, mailbox, { deleted_at: new Date() });
    await expect(change(gone.id, { is_read: true })).rejects.toMatchObject({ code: 'P0404', message: 'email_not_found' });
    expect(await email(one.id)).toMatchObject({ is_read: true, assignee_id: null, version: 2 });
  });

  it('loses nothing when many change the same thread at once', async () => {
    const mailbox = await makeMailbox(pool);
    const thread = await makeThread(pool, mailbox);
    const emails: { id: string }[] = [];
    for (let n = 0; n < 4; n++) emails.push(await makeEmail(pool, mailbox, { thread_id: thread.id }));
    const teams = ['a', 'b', 'c', 'd'];
    await Promise.all(
      Array.from({ length: 24 }, (_, n) =>
        change(emails[n % 4]!.id, n % 2 ? { team: teams[(n * 7) % 4] } : { is_read: n % 4 === 0, category: `c${n}` }),
      ),
    );
    const { rows } = await pool.query(
      'select distinct team from public.emails where thread_id = $1 union select team from public.email_threads where id = $1',
      [thread.id],
    );
    expect(rows).toHaveLength(1);
  });
});

describe('deleting', () => {
  it('hides an e-mail until it is restored, each noted', async () => {
    const one = await makeEmail(pool, await makeMailbox(pool), { new_text: 'a very seldom xylophone' });
    const found = async () => (await pool.query(`select public.count_emails('{"search":"xylophone"}') as n`)).rows[0].n;
    expect(await found()).toBe('1');
    await pool.query('select public.delete_email($1)', [one.id]);
    expect(await found()).toBe('0');
    await expect(pool.query('select public.delete_email($1)', [one.id])).rejects.toMatchObject({ message: 'email_not_found' });
    for (const _ of [1, 2])
      expect((await pool.query('select public.restore_email($1) as row', [one.id])).rows[0].row).toMatchObject({ id: one.id });
    expect(await found()).toBe('1');
    expect((await log(one.id)).map(({ action }) => action)).toEqual(['delete', 'restore']);
  });

  it('is refused while the e-mail waits to be sent', async () => {
    const one = await makeEmail(pool, await makeMailbox(pool), { direction: 'outbound', send_state: 'queued' });
    await expect(pool.query('select public.delete_email($1)', [one.id])).rejects.toMatchObject({
      code: 'P0409',
      message: 'email_not_sent_yet',
    });
  });
});
