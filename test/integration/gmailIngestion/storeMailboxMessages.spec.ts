import { createTestDatabase } from '../../support/database.js';
import { Mailboxes } from '../../support/factories/mailboxes.js';

let mailboxes: Mailboxes;
beforeAll(async () => {
  mailboxes = new Mailboxes(await createTestDatabase());
  // The job tables belong to the worker's library.
  await mailboxes.pool.query('select 1 from graphile_worker._private_jobs limit 1');
});
afterAll(() => mailboxes.close());
beforeEach(() => mailboxes.pool.query(`delete from graphile_worker._private_jobs`));

interface Given {
  folder?: string;
  role?: string;
  known?: string;
  validity?: string;
  last_uid?: number;
}
const message = (uid: number, identity = `mid:${uid}`, received_at = '2026-02-24T09:15:15Z') => ({
  uid,
  identity,
  raw_sha256: 'a'.repeat(64),
  raw_size: 100,
  received_at,
  flags: ['\\Seen'],
  labels: [],
  notes: [],
});
const store = (
  id: string,
  messages: object[],
  { folder = 'INBOX', role = 'inbox', known = '', validity = '1', last_uid = 0 }: Given = {},
) =>
  mailboxes.one<{ stored: number; known: number }>('select stored, known from store_mailbox_messages($1, $2, $3, $4, $5, $6, $7)', [
    id,
    folder,
    role,
    known,
    validity,
    last_uid,
    JSON.stringify(messages),
  ]);
const places = async (id: string) =>
  (
    await mailboxes.pool.query(
      'select folder, uid_validity, uid::int as uid from mailbox_places where support_email_id = $1 order by 1, 2, 3',
      [id],
    )
  ).rows;

describe('store_mailbox_messages', () => {
  it('stores messages with their places, moves the cursor and orders the parsing, all at once', async () => {
    const id = await mailboxes.make();
    expect(await store(id, [message(4), message(9)], { last_uid: 12 })).toEqual({ stored: 2, known: 0 });
    expect(await mailboxes.cursor(id)).toMatchObject({ uid_validity: '1', last_uid: 12 });
    expect(await places(id)).toEqual([
      { folder: 'INBOX', uid_validity: '1', uid: 4 },
      { folder: 'INBOX', uid_validity: '1', uid: 9 },
    ]);
    const { rows } = await mailboxes.pool.query('select id from mailbox_messages where support_email_id = $1', [id]);
    expect((await mailboxes.queued()).sort()).toEqual(rows.map((row) => row.id as string).sort());
    expect((await mailboxes.row<{ last_message_at: Date }>(id)).last_message_at).toEqual(new Date('2026-02-24T09:15:15Z'));
  });

  it('changes nothing when the same comes again', async () => {
    const id = await mailboxes.make();
    await store(id, [message(1), message(2)], { last_uid: 2 });
    expect(await store(id, [message(1), message(2)], { last_uid: 2, known: '1' })).toEqual({ stored: 0, known: 2 });
    expect([
      await mailboxes.count('mailbox_messages', id),
      await mailboxes.count('mailbox_places', id),
      (await mailboxes.queued()).length,
    ]).toEqual([2, 2, 2]);
  });

  it('stores each once when several nodes bring the same at the same time, in whatever order and folder', async () => {
    const id = await mailboxes.make();
    const batch = Array.from({ length: 60 }, (_, n) => message(n + 1));
    const turned = [...batch].reverse();
    const results = await Promise.all([
      store(id, batch, { last_uid: 60 }),
      store(id, turned, { last_uid: 60 }),
      store(id, batch, { folder: 'All', role: 'all', last_uid: 60 }),
      store(id, turned, { folder: 'All', role: 'all', last_uid: 60 }),
      store(id, batch.slice(20), { last_uid: 60 }),
    ]);
    expect(results.reduce((sum, { stored }) => sum + stored, 0)).toBe(60);
    expect([await mailboxes.count('mailbox_messages', id), await mailboxes.count('mailbox_places', id)]).toEqual([60, 120]);
    const queued = await mailboxes.queued();
    expect([queued.length, new Set(queued).size]).toEqual([60, 60]);
  });

  it('names at most 50 messages in a job', async () => {
    const id = await mailboxes.make();
    await store(
      id,
      Array.from({ length: 120 }, (_, n) => message(n + 1)),
      { last_uid: 120 },
    );
    const { rows } = await mailboxes.pool.query(
      `select json_array_length(payload -> 'mailbox_message_ids') as n from graphile_worker._private_jobs order by 1`,
    );
    expect(rows.map(({ n }) => n as number)).toEqual([20, 50, 50]);
  });

  it('never moves the cursor back within one numbering', async () => {
    const id = await mailboxes.make();
    await store(id, [message(9)], { last_uid: 9 });
    await store(id, [message(3)], { last_uid: 3, known: '1' });
    expect(await mailboxes.cursor(id)).toMatchObject({ last_uid: 9 });
  });

  it('follows a folder that is numbered anew: nothing doubled, the places new', async () => {
    const id = await mailboxes.make();
    await store(id, [message(7, 'mid:a'), message(8, 'mid:b')], { last_uid: 8 });
    await store(id, [message(7, 'mid:a')], { folder: 'All', role: 'all', last_uid: 7 });
    expect(await store(id, [message(1, 'mid:b'), message(2, 'mid:c')], { known: '1', validity: '2', last_uid: 2 })).toEqual({
      stored: 1,
      known: 1,
    });
    expect(await mailboxes.cursor(id)).toMatchObject({ uid_validity: '2', last_uid: 2, highest_modseq: '' });
    expect(await places(id)).toEqual([
      { folder: 'All', uid_validity: '1', uid: 7 },
      { folder: 'INBOX', uid_validity: '2', uid: 1 },
      { folder: 'INBOX', uid_validity: '2', uid: 2 },
    ]);
    expect(await mailboxes.count('mailbox_messages', id)).toBe(3);
  });

  it('refuses a node that still reads by an older numbering', async () => {
    const id = await mailboxes.make();
    await store(id, [message(50)], { last_uid: 50 });
    await store(id, [message(1, 'mid:50')], { known: '1', validity: '2', last_uid: 1 });
    await expect(store(id, [message(51)], { known: '1', validity: '1', last_uid: 51 })).rejects.toMatchObject({
      message: 'mailbox_cursor_moved',
      code: 'P0409',
    });
    expect(await mailboxes.cursor(id)).toMatchObject({ uid_validity: '2', last_uid: 1 });
    expect(await mailboxes.count('mailbox_messages', id)).toBe(1);
  });

  it('takes the same message under another number for known', async () => {
    const id = await mailboxes.make();
    await store(id, [message(1, 'gm:77')], { last_uid: 1 });
    expect(await store(id, [message(5, 'gm:77'), message(6, 'gm:77')], { last_uid: 6, known: '1' })).toEqual({ stored: 0, known: 2 });
    expect(await places(id)).toHaveLength(3);
  });

  it('does not bring back a message whose e-mail was deleted', async () => {
    const id = await mailboxes.make();
    await store(id, [message(1, 'mid:gone')], { last_uid: 1 });
    const { id: thread } = await mailboxes.one<{ id: string }>('insert into email_threads (support_email_id) values ($1) returning id', [
      id,
    ]);
    await mailboxes.pool.query(
      `with e as (insert into emails (support_email_id, thread_id, direction, received_at, deleted_at)
        values ($1, $2, 'inbound', now(), now()) returning id)
       update mailbox_messages set email_id = e.id, state = 'parsed' from e where support_email_id = $1`,
      [id, thread],
    );
    await mailboxes.pool.query('delete from graphile_worker._private_jobs');
    expect(await store(id, [message(2, 'mid:gone')], { known: '1', validity: '2', last_uid: 2 })).toEqual({ stored: 0, known: 1 });
    expect(await mailboxes.queued()).toEqual([]);
  });

  it('keeps two mailboxes apart that hold the same message', async () => {
    const [one, other] = [await mailboxes.make(), await mailboxes.make()];
    expect([
      await store(one, [message(1, 'mid:same')], { last_uid: 1 }),
      await store(other, [message(1, 'mid:same')], { last_uid: 1 }),
    ]).toEqual([
      { stored: 1, known: 0 },
      { stored: 1, known: 0 },
    ]);
  });

  it('stores nothing for a mailbox that was removed', async () => {
    const id = await mailboxes.make();
    await mailboxes.pool.query('select delete_support_email($1)', [id]);
    await expect(store(id, [message(1)], { last_uid: 1 })).rejects.toMatchObject({ message: 'support_email_not_found' });
    expect(await mailboxes.count('mailbox_messages', id)).toBe(0);
    expect(await mailboxes.one('select count(*)::int as n from support_email_secrets where support_email_id = $1', [id])).toEqual({ n: 0 });
  });

  it('remembers what was passed over', async () => {
    const id = await mailboxes.make();
    expect(await store(id, [], { last_uid: 4_000_000_000 })).toEqual({ stored: 0, known: 0 });
    expect(await mailboxes.one('select last_uid::float8 as last_uid from mailbox_folders where support_email_id = $1', [id])).toEqual({
      last_uid: 4_000_000_000,
    });
    expect(await mailboxes.queued()).toEqual([]);
  });
});

describe('store_mailbox_flags', () => {
  it('follows the flags of messages by their places, and only in the numbering that they were read in', async () => {
    const id = await mailboxes.make();
    await store(id, [message(1), message(2)], { last_uid: 2 });
    const flags = (validity: string, changes: object[]) =>
      mailboxes.one('select store_mailbox_flags($1, $2, $3, $4, $5) as n', [id, 'INBOX', validity, '9', JSON.stringify(changes)]);
    expect(
      await flags('1', [
        { uid: 1, flags: ['\\Answered'], labels: ['x'] },
        { uid: 2, flags: ['\\Seen'], labels: [] },
        { uid: 99, flags: [], labels: [] },
      ]),
    ).toEqual({ n: 1 });
    expect(await flags('2', [{ uid: 2, flags: [], labels: [] }])).toEqual({ n: 0 });
    expect(
      (await mailboxes.pool.query('select flags, labels from mailbox_messages where support_email_id = $1 order by identity', [id])).rows,
    ).toEqual([
      { flags: ['\\Answered'], labels: ['x'] },
      { flags: ['\\Seen'], labels: [] },
    ]);
    expect((await mailboxes.cursor(id)).highest_modseq).toBe('9');
  });
});
