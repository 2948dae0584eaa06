import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { type Columns, makeEmail, makeMailbox, makeThread } from '../../support/factories/emails.js';

const RESULT = {
  category: 'refund',
  priority: 'high',
  sentiment: 'negative',
  language: 'en',
  team: 'billing',
  summary: 'Money is missing.',
  suggested_reply: 'Hello',
  reason: 'refund',
};

let database: TestDatabase;
let mailbox: { id: string };
beforeAll(async () => {
  database = await createTestDatabase();
  mailbox = await makeMailbox(database.pool);
});
afterAll(() => database.drop());

const email = (columns: Columns = {}) => makeEmail(database.pool, mailbox, { triage_state: 'pending', ...columns });
const apply = async (id: string, triage: Columns = {}, requested_by: string | null = null) =>
  (
    await database.pool.query('select * from public.apply_email_triage($1, $2, $3)', [
      id,
      JSON.stringify({ adapter: 'rules', state: 'done', result: RESULT, request_key: 'rules-1', ...triage }),
      requested_by,
    ])
  ).rows as Columns[];
const row = async (table: 'emails' | 'email_threads', id: unknown): Promise<Columns> =>
  (await database.pool.query(`select * from public.${table} where id = $1`, [id])).rows[0];

describe('apply_email_triage', () => {
  it('writes the triage and shows it on the e-mail and its thread', async () => {
    const { id, thread_id, version } = await email();
    const [triage] = await apply(id);
    expect(triage).toMatchObject({ adapter: 'rules', state: 'done', result: RESULT });
    expect((triage!['applied'] as string[]).toSorted()).toEqual([
      'category',
      'language',
      'priority',
      'sentiment',
      'suggested_reply',
      'summary',
      'team',
    ]);
    expect(await row('emails', id)).toMatchObject({
      category: 'refund',
      priority: 'high',
      team: 'billing',
      sentiment: 'negative',
      language: 'en',
      summary: RESULT.summary,
      triage_state: 'done',
      triaged_at: expect.any(Date),
      version: Number(version) + 1,
      status: 'open',
      assignee_id: null,
    });
    expect(await row('email_threads', thread_id)).toMatchObject({ priority: 'high', team: 'billing' });
  });

  it('changes nothing the second time, and gives back the first triage', async () => {
    const { id, thread_id } = await email();
    const [first] = await apply(id);
    const before = [await row('emails', id), await row('email_threads', thread_id)];
    const [second] = await apply(id, { result: { ...RESULT, category: 'spam' } });
    expect(second).toEqual(first);
    await apply(id, { request_key: 'another prompt' });
    expect([await row('emails', id), await row('email_threads', thread_id)]).toEqual(before);
  });

  it('runs side by side with itself and happens once', async () => {
    const { id } = await email();
    const all = await Promise.all(Array.from({ length: 5 }, () => apply(id)));
    expect(new Set(all.map(([triage]) => triage!['id'])).size).toBe(1);
    expect((await row('emails', id))['version']).toBe(2);
  });

  it.each(['category', 'sentiment', 'language', 'summary', 'suggested_reply', 'team', 'priority'])(
    'never touches %s when a person set it',
    async (field) => {
      const own: Columns = {
        category: 'other',
        sentiment: 'positive',
        language: 'hi',
        summary: 'mine',
        suggested_reply: 'mine',
        team: 'sales',
        priority: 'low',
      };
      const { id } = await email({ [field]: own[field], human_fields: [field] });
      const [triage] = await apply(id, { request_key: null });
      expect((await row('emails', id))[field]).toBe(own[field]);
      expect(triage!['applied']).not.toContain(field);
      expect(triage!['applied']).toHaveLength(6);
    },
  );

  it('leaves a priority alone that a person gave to another e-mail of the thread', async () => {
    const thread = await makeThread(database.pool, mailbox, { priority: 'urgent' });
    const first = await email({ thread_id: thread.id, priority: 'urgent' });
    await email({ thread_id: thread.id, priority: 'urgent', human_fields: ['priority'] });
    await apply(first.id);
    expect(await row('email_threads', thread.id)).toMatchObject({ priority: 'urgent', team: 'billing' });
  });

  it('gives team and priority of the first message to all of its thread, and takes none from later ones', async () => {
    const thread = await makeThread(database.pool, mailbox, {});
    const first = await email({ thread_id: thread.id });
    const second = await email({ thread_id: thread.id });
    await apply(second.id, { result: { ...RESULT, team: 'sales', priority: 'urgent' } });
    expect(await row('emails', second.id)).toMatchObject({ category: 'refund', team: null, priority: 'normal' });
    await apply(first.id);
    for (const id of [first.id, second.id]) expect(await row('emails', id)).toMatchObject({ team: 'billing', priority: 'high' });
  });

  it('keeps the team of a mailbox that has one', async () => {
    const own = await makeMailbox(database.pool, { team: 'warranty' });
    const { id } = await makeEmail(database.pool, own, { triage_state: 'pending', team: 'warranty' });
    await apply(id);
    expect(await row('emails', id)).toMatchObject({ team: 'warranty', priority: 'high' });
  });

  it('marks an e-mail that the model refused', async () => {
    const { id } = await email();
    await apply(id, { state: 'blocked', error_code: 'prompt_blocked' });
    expect(await row('emails', id)).toMatchObject({ triage_state: 'blocked', category: 'refund' });
  });

  it('knows no deleted e-mail', async () => {
    const { id } = await email({ deleted_at: new Date() });
    await expect(apply(id)).rejects.toMatchObject({ code: 'P0404', message: 'email_not_found' });
  });

  it('writes nothing when the result has a value that the e-mail does not allow', async () => {
    const { id } = await email();
    await expect(apply(id, { result: { ...RESULT, priority: 'catastrophic' } })).rejects.toMatchObject({ code: '23514' });
    expect(await row('emails', id)).toMatchObject({ triage_state: 'pending', category: null });
    expect((await database.pool.query('select from public.email_triages where email_id = $1', [id])).rowCount).toBe(0);
  });
});

describe('apply_email_triages', () => {
  const applyAll = (ids: string[], result: Columns = {}) =>
    database.pool.query('select public.apply_email_triages($1)', [
      JSON.stringify(
        ids.map((email_id) => ({ email_id, adapter: 'rules', state: 'done', result: { ...RESULT, ...result }, request_key: 'rules-1' })),
      ),
    ]);

  it('writes those of several e-mails, each once, and passes over what was deleted', async () => {
    const thread = await makeThread(database.pool, mailbox, {});
    const [first, second, other, deleted] = [
      await email({ thread_id: thread.id }),
      await email({ thread_id: thread.id }),
      await email(),
      await email({ deleted_at: new Date() }),
    ];
    const ids = [second.id, other.id, deleted.id, first.id];
    await applyAll(ids);
    await applyAll(ids, { category: 'spam' });
    for (const { id } of [first, second, other])
      expect(await row('emails', id)).toMatchObject({ triage_state: 'done', category: 'refund', team: 'billing', priority: 'high' });
    expect(await row('emails', deleted.id)).toMatchObject({ triage_state: 'pending', category: null });
    const { rows } = await database.pool.query(
      'select email_id, applied from public.email_triages where email_id = any ($1) order by array_position($1, email_id)',
      [ids],
    );
    // The first message of a matter decides its team, wherever it stands among them.
    expect(rows.map(({ applied }) => applied.includes('team'))).toEqual([false, true, true]);
  });

  it('writes none when one is not allowed', async () => {
    const [one, two] = [await email(), await email()];
    await expect(applyAll([one.id, two.id], { priority: 'catastrophic' })).rejects.toMatchObject({ code: '23514' });
    expect(await row('emails', one.id)).toMatchObject({ triage_state: 'pending' });
  });

  it('lets batches of the same threads run side by side, in whatever order they name them', async () => {
    const threads = await Promise.all(Array.from({ length: 6 }, () => makeThread(database.pool, mailbox, {})));
    const batches = [];
    for (let n = 0; n < 4; n++) {
      const ids = [];
      for (const { id: thread_id } of threads) ids.push((await email({ thread_id })).id as string);
      batches.push(n % 2 === 0 ? ids : ids.toReversed());
    }
    await Promise.all(batches.map((ids) => applyAll(ids)));
    const { rows } = await database.pool.query(
      `select count(*)::integer as n from public.emails where id = any ($1) and triage_state = 'done'`,
      [batches.flat()],
    );
    expect(rows).toEqual([{ n: 24 }]);
  });
});

describe('get_email_triage_state', () => {
  it('counts what waits, without deleted ones', async () => {
    await database.pool.query(`update public.emails set triage_state = 'done'`);
    await email();
    await email({ deleted_at: new Date() });
    const { rows } = await database.pool.query('select * from public.get_email_triage_state()');
    expect(rows[0]).toMatchObject({ waiting: '1', last_error_code: 'prompt_blocked' });
  });
});
