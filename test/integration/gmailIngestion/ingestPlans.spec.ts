import { mailText, MailRoom } from '../../support/factories/mailRoom.js';

/** Messages of one round. */
const ROUND = 150;

let room: MailRoom;
let mailbox: string;
beforeAll(async () => {
  room = await MailRoom.open();
  mailbox = await room.mailbox();
  // As in the first minutes of an installation, when nobody has looked at the tables yet.
  await room.all('alter table emails set (autovacuum_enabled = off); alter table email_threads set (autovacuum_enabled = off)');
});
afterAll(() => room.close());

/** Rows and index entries of these tables that were read so far, by all. */
async function reads(room: MailRoom, tables: string[]): Promise<number> {
  await room.all('select pg_stat_force_next_flush()');
  const { read } = await room.one<{ read: number }>(
    `select (select sum(seq_tup_read) from pg_stat_user_tables where relname = any ($1))::float8
      + (select sum(idx_tup_read) from pg_stat_user_indexes where relname = any ($1))::float8 as read`,
    [tables],
  );
  return read;
}

/** Matters of three messages each: the first names a number, the second answers, the third names the number again. */
async function receiveRound(round: number): Promise<number> {
  const before = await reads(room, ['emails']);
  for (let n = 0; n < ROUND / 3; n++) {
    const tag = `TKT-${round}${String(n).padStart(4, '0')}`;
    const from = `c${round}-${n}@example.com`;
    const first = `${tag}@example.com`;
    const ids = [
      await room.arrive({ id: first, from, subject: `[${tag}] Where is it?` }, { mailbox }),
      await room.arrive({ id: `re-${first}`, from, subject: 'Re: Where is it?', refs: [first] }, { mailbox }),
      await room.arrive({ id: `again-${first}`, from, subject: `Still nothing, ${tag}` }, { mailbox }),
    ];
    const { parked } = await room.parse(ids);
    expect(parked).toEqual([]);
  }
  return (await reads(room, ['emails'])) - before;
}

describe('storing e-mails', () => {
  it('reads no more of them as they become many, also before the tables were analysed', async () => {
    const rounds: number[] = [];
    for (let round = 1; round <= 4; round++) rounds.push(await receiveRound(round));
    const { threads, analysed } = await room.one<{ threads: number; analysed: boolean }>(
      `select (select count(*)::int from email_threads where message_count = 3) as threads,
        (select last_analyze is not null or last_autoanalyze is not null from pg_stat_user_tables where relname = 'emails') as analysed`,
    );
    expect({ threads, analysed }).toEqual({ threads: (4 * ROUND) / 3, analysed: false });
    expect({ rounds, grows: rounds[3]! > 1.5 * rounds[1]! }).toEqual({ rounds, grows: false });
  });
});

describe('a batch of messages that name nothing we know', () => {
  it('asks once what refers to them, not once for each', async () => {
    const asked = async () => {
      await room.all('select pg_stat_force_next_flush()');
      return (
        await room.one<{ scans: number }>(
          `select idx_scan::float8 as scans from pg_stat_user_indexes where indexrelname = 'emails_references'`,
        )
      ).scans;
    };
    const batch = async (size: number) => {
      const ids = [];
      for (let n = 0; n < size; n++)
        ids.push(
          await room.arrive(
            { id: `alone-${size}-${n}@example.com`, from: `alone${n}@example.com`, refs: [`lost-${size}-${n}@example.com`] },
            { mailbox },
          ),
        );
      const before = await asked();
      expect(await room.parse(ids)).toMatchObject({ parked: [], stored: { length: size } });
      return (await asked()) - before;
    };
    expect([await batch(10), await batch(40)]).toEqual([1, 1]);
  });
});

describe('a mailbox that was added after the tables were analysed', () => {
  const TABLES = ['mailbox_messages', 'mailbox_places', 'emails', 'email_threads', 'customer_identities', 'sends'];
  const ROUNDS = 6;
  let room: MailRoom;
  let mailbox: string;
  beforeAll(async () => {
    room = await MailRoom.open();
    const known = await room.mailbox('known@example.com');
    for (let round = 1; round <= 4; round++) await receive(known, round);
    // It saw one mailbox, and nothing that we sent.
    await room.all('analyze');
    mailbox = await room.mailbox('new@example.com');
  });
  afterAll(() => room.close());

  /** Pairs of messages that Gmail sees together, as the sync stores them. Returns the reads. */
  async function see(mailbox: string, round: number, known_validity: string, uid_validity: string): Promise<number> {
    const contents = Array.from({ length: ROUND }, (_, n) =>
      mailText({ id: `${round}-${n}@example.com`, from: `c${round}-${n >> 1}@example.com` }),
    );
    const messages = (await room.files.putAll(contents)).map(({ sha256, size }, n) => ({
      uid: round * ROUND + n,
      identity: `gm:${round}-${n}`,
      raw_sha256: sha256,
      raw_size: size,
      received_at: new Date(),
      gmail_thread_id: `${mailbox}-${round}-${n >> 1}`,
    }));
    const before = await reads(room, TABLES);
    await room.all('select store_mailbox_messages($1, $2, $3, $4, $5, $6, $7)', [
      mailbox,
      'INBOX',
      'inbox',
      known_validity,
      uid_validity,
      (round + 1) * ROUND,
      JSON.stringify(messages),
    ]);
    return (await reads(room, TABLES)) - before;
  }

  /** From the mailbox to e-mails. Returns the reads. */
  async function receive(mailbox: string, round: number): Promise<number> {
    const seen = await see(mailbox, round, '1', '1');
    const ids = (
      await room.all<{ id: string }>(`select id from mailbox_messages where support_email_id = $1 and state = 'stored' order by identity`, [
        mailbox,
      ])
    ).map(({ id }) => id);
    const before = await reads(room, TABLES);
    const { parked } = await room.parse(ids);
    const parsed = (await reads(room, TABLES)) - before;
    expect(parked).toEqual([]);
    return seen + parsed;
  }

  it('is stored with no more reads as its messages and our answers become many', async () => {
    const rounds: number[] = [];
    for (let round = 1; round <= ROUNDS; round++) {
      rounds.push(await receive(mailbox, round));
      const threads = await room.all<{ thread_id: string }>(
        'select id as thread_id from email_threads where support_email_id = $1 and message_count = 2',
        [mailbox],
      );
      for (const { thread_id } of threads) await room.reply({ thread_id, support_email_id: mailbox }, 'asha@example.com', [], 'sent');
    }
    const { threads, replies } = await room.one<{ threads: number; replies: number }>(
      `select (select count(*)::int from email_threads where support_email_id = $1 and inbound_count = 2) as threads,
         (select count(*)::int from emails where support_email_id = $1 and send_id is not null) as replies`,
      [mailbox],
    );
    expect({ threads, replies }).toEqual({ threads: (ROUNDS * ROUND) / 2, replies: (ROUNDS * ROUND) / 2 });
    expect({ rounds, grows: rounds.at(-1)! > 1.5 * rounds[0]! }).toEqual({ rounds, grows: false });
  });

  it('is recognised with no more reads when its folder is numbered anew', async () => {
    const rounds = [await see(mailbox, 1, '1', '2')];
    for (let round = 2; round <= ROUNDS; round++) rounds.push(await see(mailbox, round, '2', '2'));
    // The first has the old places deleted.
    expect({ rounds, grows: rounds.at(-1)! > 1.5 * rounds[1]! }).toEqual({ rounds, grows: false });
    expect(await room.one('select count(*)::int as messages from mailbox_messages where support_email_id = $1', [mailbox])).toEqual({
      messages: ROUNDS * ROUND,
    });
  });
});
