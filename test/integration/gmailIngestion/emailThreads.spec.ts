import { Random } from '../../../src/providers/sandbox/random.js';
import { MailRoom } from '../../support/factories/mailRoom.js';

let room: MailRoom;
let mailbox: string;
beforeEach(async () => {
  room = await MailRoom.open();
  mailbox = await room.mailbox();
});
afterEach(() => room.close());

const thread = (id: string) =>
  room.one<{
    message_count: number;
    participants: string[];
    status: string;
    possible_duplicate_of: string | null;
    possible_duplicate_reason: string | null;
    subject: string;
    customer_id: string;
  }>('select * from email_threads where id = $1', [id]);
const count = async (table: string) => (await room.one<{ n: number }>(`select count(*)::int as n from ${table}`)).n;

describe('threading', () => {
  it('puts an answer into the thread of what it answers', async () => {
    const first = await room.receive({ id: 'a@x', subject: 'My order' }, { mailbox });
    const second = await room.receive({ id: 'b@x', in_reply_to: 'a@x', refs: ['a@x'], subject: 'Re: My order' }, { mailbox });
    const third = await room.receive({ id: 'c@x', refs: ['a@x', 'lost@x'], subject: 'Re: My order' }, { mailbox });
    expect([first.thread_reason, second.thread_reason, third.thread_reason]).toEqual(['new', 'reply', 'reference']);
    expect(new Set([first.thread_id, second.thread_id, third.thread_id]).size).toBe(1);
    expect(await thread(first.thread_id)).toMatchObject({
      message_count: 3,
      participants: ['asha@example.com'],
      subject: 'My order',
      customer_id: first.customer_id,
    });
  });

  it('does not believe a reference of somebody who has no part in the thread', async () => {
    const first = await room.receive({ id: 'a@x' }, { mailbox });
    const foreign = await room.receive(
      { id: 'b@x', from: 'mallory@example.net', in_reply_to: 'a@x', refs: ['a@x'], subject: 'Re: A question' },
      { mailbox },
    );
    expect(foreign.thread_id).not.toBe(first.thread_id);
    expect(foreign.thread_reason).toBe('new: reply not believed');
    expect(await thread(foreign.thread_id)).toMatchObject({
      possible_duplicate_of: first.thread_id,
      possible_duplicate_reason: expect.stringContaining('no part'),
    });
    expect(await thread(first.thread_id)).toMatchObject({
      message_count: 1,
      participants: ['asha@example.com'],
      possible_duplicate_of: null,
    });
  });

  it('believes somebody to whom the referred message was sent', async () => {
    const first = await room.receive({ id: 'a@x', cc: 'Ravi <ravi@example.org>' }, { mailbox });
    const second = await room.receive({ id: 'b@x', from: 'ravi@example.org', in_reply_to: 'a@x' }, { mailbox });
    expect(second.thread_id).toBe(first.thread_id);
  });

  it('honours a number in the subject from a participant only', async () => {
    const first = await room.receive({ id: 'a@x', subject: 'Broken pump [#4711]' }, { mailbox });
    const again = await room.receive({ id: 'b@x', subject: 'about [#4711]' }, { mailbox });
    const stranger = await room.receive({ id: 'c@x', from: 'mallory@example.net', subject: 'Re: Broken pump [#4711]' }, { mailbox });
    const other = await room.receive({ id: 'd@x', subject: 'Broken pump [#4712]' }, { mailbox });
    expect([again.thread_id, again.thread_reason]).toEqual([first.thread_id, 'ticket']);
    expect([stranger.thread_reason, other.thread_reason]).toEqual(['new: ticket not believed', 'new']);
    expect(await thread(stranger.thread_id)).toMatchObject({ possible_duplicate_of: first.thread_id });
  });

  it('brings answers together to a message that nobody holds, where their people agree', async () => {
    const refs = ['never-seen@example.com'];
    const first = await room.receive({ id: 'a@x', cc: 'Ravi <ravi@example.org>', refs, subject: 'Re: old matter' }, { mailbox });
    const again = await room.receive({ id: 'b@x', refs, subject: 'Re: old matter' }, { mailbox });
    const ravi = await room.receive({ id: 'c@x', from: 'ravi@example.org', cc: 'asha@example.com', refs }, { mailbox });
    expect([again, ravi]).toMatchObject(Array(2).fill({ thread_id: first.thread_id, thread_reason: 'same_reference' }));
    // Who was never written to by them, or copies them without being asked, has no part in it.
    const stranger = await room.receive({ id: 'd@x', from: 'mallory@example.net', cc: 'asha@example.com', refs }, { mailbox });
    expect([stranger.thread_reason, (await thread(stranger.thread_id)).possible_duplicate_of]).toEqual(['new', null]);
    expect((await room.receive({ id: 'e@x', refs }, { mailbox })).thread_id).toBe(first.thread_id);
    expect(await thread(first.thread_id)).toMatchObject({ message_count: 4 });
  });

  it('brings them together also when they come together, and when what joins them comes last', async () => {
    const arrive = (id: string, refs: string[]) => room.arrive({ id, refs }, { mailbox });
    await room.parse([await arrive('a@x', ['lost1@x']), await arrive('b@x', ['lost2@x']), await arrive('c@x', ['lost1@x', 'lost2@x'])]);
    expect(await room.threads(mailbox)).toEqual([['<a@x>', '<b@x>', '<c@x>']]);
  });

  it('lets no empty id match', async () => {
    const mails = [];
    for (const name of ['one', 'two', 'three'])
      mails.push(await room.receive({ from: `${name}@example.com`, headers: ['In-Reply-To: <>', 'References: <> ""'] }, { mailbox }));
    mails.push(await room.receive({ from: 'one@example.com', subject: '' }, { mailbox }));
    expect(new Set(mails.map(({ thread_id }) => thread_id)).size).toBe(4);
  });

  it('follows the thread of Gmail where the people agree', async () => {
    const first = await room.receive({ id: 'a@x' }, { mailbox, gmail_thread_id: '17' });
    const second = await room.receive({ id: 'b@x' }, { mailbox, gmail_thread_id: '17' });
    const foreign = await room.receive({ id: 'c@x', from: 'mallory@example.net' }, { mailbox, gmail_thread_id: '17' });
    expect([second.thread_id, second.thread_reason]).toEqual([first.thread_id, 'gmail_thread']);
    expect(foreign.thread_reason).toBe('new: gmail_thread not believed');
  });

  it('keeps the same mail in three mailboxes three times, each in its own thread, with one customer', async () => {
    const boxes = [mailbox, await room.mailbox('sales@example.com'), await room.mailbox('billing@example.com')];
    const mail = { id: 'a@x', to: 'support@example.com, sales@example.com, billing@example.com' };
    const emails = [];
    for (const box of boxes) emails.push(await room.receive(mail, { mailbox: box }));
    expect(new Set(emails.map(({ thread_id }) => thread_id)).size).toBe(3);
    expect(new Set(emails.map(({ customer_id }) => customer_id)).size).toBe(1);
    // The other mailboxes are no part of the other side.
    for (const { thread_id } of emails) expect((await thread(thread_id)).participants).toEqual(['asha@example.com']);
    const answers = [];
    for (const box of boxes) answers.push(await room.receive({ id: 'b@x', in_reply_to: 'a@x' }, { mailbox: box }));
    expect(answers.map(({ thread_id }) => thread_id)).toEqual(emails.map(({ thread_id }) => thread_id));
  });

  it('gives one thread when two workers store two messages of one matter at once', async () => {
    for (let round = 0; round < 8; round += 1) {
      const ids = await Promise.all([
        room.arrive({ id: `a${round}@x` }, { mailbox }),
        room.arrive({ id: `b${round}@x`, in_reply_to: `a${round}@x` }, { mailbox }),
        room.arrive({ id: `c${round}@x`, refs: [`a${round}@x`, `b${round}@x`] }, { mailbox }),
      ]);
      await Promise.all(ids.map((id) => room.parse([id])));
    }
    expect(await room.threads(mailbox)).toHaveLength(8);
  });
});

describe('late parents', () => {
  const story = [
    { id: 'a@x', from: 'asha@example.com' },
    { id: 'b@x', from: 'support@example.com', to: 'asha@example.com, ravi@example.org', refs: ['a@x'] },
    { id: 'c@x', from: 'ravi@example.org', refs: ['a@x', 'b@x'] },
    { id: 'd@x', from: 'mallory@example.net', refs: ['a@x', 'b@x'] },
    // Only Ravi's part of the thread lets him answer the first.
    { id: 'e@x', from: 'ravi@example.org', in_reply_to: 'a@x' },
  ];
  const orders = permutations([0, 1, 2, 3, 4]).filter((_, index) => index % 4 === 1 || index < 4);

  it('join into the same threads in any order of arrival', async () => {
    for (const [index, order] of orders.entries()) {
      const box = await room.mailbox(`box${index}@example.com`);
      for (const at of order) {
        const mail = story[at]!;
        const own = mail.from === 'support@example.com';
        await room.receive(
          { ...mail, from: own ? `box${index}@example.com` : mail.from },
          { mailbox: box, role: own ? 'sent' : 'inbox', received_at: new Date(1_770_000_000_000 + at * 60_000) },
        );
      }
      expect([order, await room.threads(box)]).toEqual([order, [['<a@x>', '<b@x>', '<c@x>', '<e@x>'], ['<d@x>']]]);
      const [odd] = await room.all<{ possible_duplicate_of: string; subject: string }>(
        'select t.* from email_threads t join emails e on e.thread_id = t.id where e.support_email_id = $1 and e.message_id = $2',
        [box, '<d@x>'],
      );
      const [main] = await room.all<{ thread_id: string }>('select thread_id from emails where support_email_id = $1 and message_id = $2', [
        box,
        '<a@x>',
      ]);
      expect([order, odd!.possible_duplicate_of]).toEqual([order, main!.thread_id]);
    }
  }, 240_000);

  it('keep what people decided about either part', async () => {
    const child = await room.receive({ id: 'c@x', in_reply_to: 'b@x' }, { mailbox });
    const parent = await room.receive({ id: 'a@x' }, { mailbox });
    const { id: agent } = await room.one<{ id: string }>(`insert into agents (name) values ('Meera') returning id`);
    await room.database.pool.query(`update email_threads set priority = 'urgent', team = 'returns' where id = $1`, [child.thread_id]);
    await room.database.pool.query(`update email_threads set assignee_id = $2, status = 'resolved' where id = $1`, [
      parent.thread_id,
      agent,
    ]);
    await room.receive({ id: 'b@x', in_reply_to: 'a@x' }, { mailbox });
    const emails = await room.all<{ thread_id: string }>('select distinct thread_id, priority, team, assignee_id, status from emails');
    expect(emails).toEqual([{ thread_id: child.thread_id, priority: 'urgent', team: 'returns', assignee_id: agent, status: 'open' }]);
    expect(await count('email_threads')).toBe(1);
  });
});

describe('a batch', () => {
  const people = ['asha@example.com', 'ravi@example.org', 'mallory@example.net', 'meera@example.com'];

  /**
   * Conversations of a few people who answer, copy, name numbers and refer to what they should not know; some answers come before their
   * question.
   */
  function invent(seed: number, messages: number) {
    let state = seed;
    const below = (limit: number) => (state = (state * 48_271) % 2_147_483_647) % limit;
    return Array.from({ length: messages }, (_, at) => {
      const named =
        below(3) === 0
          ? []
          : Array.from({ length: 1 + below(2) }, () => `m${Math.max(0, at - 8 + below(12))}@x`).filter((id) => id !== `m${at}@x`);
      return {
        mail: {
          id: `m${at}@x`,
          from: people[below(people.length)]!,
          refs: named,
          subject: below(6) === 0 ? `A question [#${400 + below(3)}]` : `A question ${at}`,
          ...(below(5) === 0 ? { cc: people[below(people.length)]! } : {}),
        },
        gmail_thread_id: below(10) === 0 ? `g${below(2)}` : undefined,
      };
    });
  }

  const outcome = (box: string) =>
    room.all(
      `select e.message_id, e.thread_reason, t.subject, t.participants, t.message_count, t.unread_count, t.status, t.last_message_at,
        t.gmail_thread_id, t.customer_id,
         (select array_agg(o.message_id order by o.message_id) from emails o where o.thread_id = e.thread_id) as thread,
         (select array_agg(o.message_id order by o.message_id) from emails o
         where o.thread_id = t.possible_duplicate_of) as possible_duplicate_of, t.possible_duplicate_reason
       from emails e join email_threads t on t.id = e.thread_id where e.support_email_id = $1 order by e.received_at, e.id`,
      [box],
    );

  it('becomes the same threads whether its messages are stored together or one by one', async () => {
    for (let seed = 1; seed <= 4; seed += 1) {
      const story = invent(seed * 7_919, 40);
      const boxes = [await room.mailbox(`together${seed}@example.com`), await room.mailbox(`apart${seed}@example.com`)];
      const [together, apart] = await Promise.all(
        boxes.map(async (box) => {
          const ids = [];
          for (const [at, { mail, ...place }] of story.entries())
            ids.push(await room.arrive(mail, { mailbox: box, ...place, received_at: new Date(1_770_000_000_000 + at * 60_000) }));
          return ids;
        }),
      );
      expect((await room.parse(together!)).stored.map(({ outcome: became }) => became)).toEqual(story.map(() => 'stored'));
      for (const id of apart!) await room.parse([id]);
      const wanted = await outcome(boxes[1]!);
      expect(await outcome(boxes[0]!)).toEqual(wanted);
      expect(new Set(wanted.map(({ thread_reason }) => thread_reason)).size).toBeGreaterThan(3);
    }
  }, 240_000);

  it('finds earlier messages by their index in a mailbox of any size, whatever the statistics say', async () => {
    const ids = [];
    for (let at = 0; at < 80; at += 1)
      ids.push(
        await room.arrive(
          { id: `m${at}@x`, from: `c${at}@example.com`, refs: at % 2 ? [`lost${at}@x`] : [], subject: `A question [#${1_000 + at}]` },
          { mailbox },
        ),
      );
    await room.parse(ids);
    const client = await room.database.pool.connect();
    try {
      await client.query('begin');
      const reads = async () =>
        Number(
          (
            await client.query(
              `select seq_tup_read + idx_tup_fetch as read from pg_stat_xact_user_tables where relid = 'public.emails'::regclass`,
            )
          ).rows[0].read,
        );
      const mail = { place: 0, support_email_id: mailbox, message_id: '<m1@x>', reference_ids: ['<lost1@x>'] };
      const look = () =>
        client.query('select find_thread_clues($1)', [JSON.stringify([{ ...mail, ticket_tag: '1044', gmail_thread_id: 'g1' }])]);
      // Planned for good by now.
      for (let time = 0; time < 7; time += 1) await look();
      const before = await reads();
      await look();
      expect((await reads()) - before).toBeLessThan(10);
    } finally {
      await client.query('rollback');
      client.release();
    }
  });
});

describe('a matter that goes on', () => {
  it('hands its team, assignee and priority down, and is opened again by a person', async () => {
    const first = await room.receive({ id: 'a@x' }, { mailbox });
    const { id: agent } = await room.one<{ id: string }>(`insert into agents (name) values ('Meera') returning id`);
    const settle = (status: string) =>
      room.database.pool.query(
        `with t as (update email_threads set status = $2, team = 'returns', assignee_id = $3, priority = 'high'
          where id = $1) update emails set status = $2 where thread_id = $1`,
        [first.thread_id, status, agent],
      );
    await settle('resolved');
    const away = await room.receive({ id: 'b@x', in_reply_to: 'a@x', headers: ['Auto-Submitted: auto-replied'] }, { mailbox });
    expect(away).toMatchObject({ kind: 'auto_reply', thread_id: first.thread_id, status: 'resolved' });
    const person = await room.receive({ id: 'c@x', in_reply_to: 'a@x' }, { mailbox });
    expect(person).toMatchObject({ status: 'open', team: 'returns', assignee_id: agent, priority: 'high' });
    expect(await room.all('select distinct status from emails')).toEqual([{ status: 'open' }]);
    await settle('spam');
    expect(await room.receive({ id: 'd@x', in_reply_to: 'a@x' }, { mailbox })).toMatchObject({ status: 'spam' });
    expect(await thread(first.thread_id)).toMatchObject({ status: 'spam' });
  });

  it('begins with the team of its mailbox', async () => {
    const returns = await room.mailbox('returns@example.com', 'returns');
    expect(await room.receive({ id: 'a@x' }, { mailbox: returns })).toMatchObject({ team: 'returns' });
  });
});

describe('random matters', () => {
  it.each([1, 2, 3])('become the same threads in whatever order they arrive (seed %i)', async (seed) => {
    const random = generator(seed);
    const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
    const people = ['asha', 'ravi', 'meera', 'john'].map((name) => `${name}@example.com`);
    const mails = Array.from({ length: 30 }, (_, n) => ({
      n,
      id: `m${n}@x`,
      from: pick(people),
      cc: random() < 0.3 ? pick(people) : undefined,
      parent: n > 0 && random() < 0.75 ? Math.floor(random() * n) : undefined,
      own: random() < 0.25,
      in_reply_only: random() < 0.3,
    }));
    const chain = (n: number): string[] =>
      mails[n]!.parent === undefined ? [] : [...chain(mails[n]!.parent!), mails[mails[n]!.parent!]!.id];
    const outcomes: string[][][] = [];
    for (let shuffle = 0; shuffle < 4; shuffle += 1) {
      const address = `box${shuffle}@example.com`;
      const box = await room.mailbox(address);
      const order = shuffle === 0 ? mails : [...mails].sort(() => random() - 0.5);
      const ids = [];
      for (const { n, id, from, cc, own, in_reply_only } of order) {
        const refs = chain(n);
        ids.push(
          await room.arrive(
            {
              id,
              from: own ? address : from,
              to: own ? from : address,
              cc,
              ...(in_reply_only && refs.length > 0 ? { in_reply_to: refs.at(-1) } : { refs }),
            },
            { mailbox: box, role: own ? 'sent' : 'inbox', received_at: new Date(1_770_000_000_000 + n * 60_000) },
          ),
        );
      }
      // Some alone, some together, some by two workers at once.
      await Promise.all([room.parse(ids.slice(0, 10)), room.parse(ids.slice(10, 15))]);
      for (const id of ids.slice(15)) await room.parse([id]);
      outcomes.push(await room.threads(box));
    }
    expect(outcomes[0]!.length).toBeGreaterThan(1);
    for (const outcome of outcomes.slice(1)) expect(outcome).toEqual(outcomes[0]);
  });
});

describe('counters', () => {
  const brute = `select t.id, t.message_count, t.inbound_count, t.unread_count, t.first_message_at, t.last_message_at, t.last_inbound_at,
    t.last_outbound_at, t.last_direction, t.snippet from email_threads t order by id`;
  const recount = `
    select t.id, count(e.id)::int as message_count, count(e.id) filter (where direction = 'inbound')::int as inbound_count,
      count(e.id) filter (where direction = 'inbound' and not is_read)::int as unread_count, min(received_at) as first_message_at,
      max(received_at) as last_message_at,
      max(received_at) filter (where direction = 'inbound') as last_inbound_at,
      max(received_at) filter (where direction = 'outbound') as last_outbound_at,
      (array_agg(direction order by received_at desc, e.id desc) filter (where e.id is not null))[1] as last_direction,
      coalesce((array_agg(e.snippet order by received_at desc, e.id desc) filter (where e.id is not null))[1], '') as snippet
    from email_threads t left join emails e on e.thread_id = t.id and e.deleted_at is null group by t.id order by t.id`;

  it.each([11, 12])('equal a count by hand after random histories of writers at once (seed %i)', async (seed) => {
    const random = generator(seed);
    const threads: string[] = [];
    for (let n = 0; n < 4; n += 1) threads.push((await room.receive({ id: `t${n}@x`, from: `p${n}@example.com` }, { mailbox })).thread_id);
    const pick = () => threads[Math.floor(random() * threads.length)]!;
    const any = 'select id from emails order by md5(id::text || $1) limit 3';
    const step = (n: number) => {
      const [dice, id, salt] = [random(), pick(), String(random())];
      const { pool } = room.database;
      if (dice < 0.4) {
        return pool.query(
          `insert into emails (support_email_id, thread_id, direction, received_at, is_read, snippet) select $1, $2, $3,
            now() - $4 * interval '1 minute', $5, $6 from generate_series(1, $7)`,
          [
            mailbox,
            id,
            random() < 0.7 ? 'inbound' : 'outbound',
            Math.floor(random() * 1000),
            random() < 0.5,
            `s${n}`,
            1 + Math.floor(random() * 3),
          ],
        );
      }
      if (dice < 0.6) return pool.query(`update emails set is_read = not is_read where id in (${any})`, [salt]);
      if (dice < 0.75)
        return pool.query(`update emails set deleted_at = case when deleted_at is null then now() end where id in (${any})`, [salt]);
      if (dice < 0.9)
        return pool.query(`update emails set thread_id = $2 where id in (select id from emails order by md5(id::text || $1) limit 1)`, [
          salt,
          id,
        ]);
      return pool.query(
        `delete from emails where mailbox_message_id is null and id in (select id from emails order by md5(id::text || $1) limit 1)`,
        [salt],
      );
    };
    for (let round = 0; round < 12; round += 1) {
      // Rows are taken in no order here, so a circle may be broken by the database; whoever lost does not count.
      await Promise.all(
        Array.from({ length: 4 }, (_, n) =>
          step(round * 4 + n).catch((error: { code?: string }) => {
            if (error.code !== '40P01') throw error;
          }),
        ),
      );
      expect(await room.all(brute)).toEqual(await room.all(recount));
    }
  });
});

function permutations(items: number[]): number[][] {
  return items.length === 0
    ? [[]]
    : items.flatMap((item) => permutations(items.filter((other) => other !== item)).map((rest) => [item, ...rest]));
}

/** The same numbers for the same seed. */
function generator(seed: number): () => number {
  const random = new Random(seed * 2_654_435_761);
  return () => random.next();
}
