import { MailRoom } from './mailRoom.js';

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

/** Rows and index entries of e-mails that were read so far, by all. */
async function reads(): Promise<number> {
  await room.all('select pg_stat_force_next_flush()');
  const { read } = await room.one<{ read: number }>(`
    select (select seq_tup_read from pg_stat_user_tables where relname = 'emails')::float8
      + (select sum(idx_tup_read) from pg_stat_user_indexes where relname = 'emails')::float8 as read`);
  return read;
}

/** Matters of three messages each: the first names a number, the second answers, the third names the number again. */
async function receiveRound(round: number): Promise<number> {
  const before = await reads();
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
  return (await reads()) - before;
}

describe('storing e-mails', () => {
  it('reads no more of them as they become many, also before the tables were analysed', async () => {
    const rounds: number[] = [];
    for (let round = 1; round <= 4; round++) rounds.push(await receiveRound(round));
    const { threads, analysed } = await room.one<{ threads: number; analysed: boolean }>(
      `select (select count(*)::int from email_threads where message_count = 3) as threads, (select last_analyze is not null or last_autoanalyze is not null from pg_stat_user_tables where relname = 'emails') as analysed`);
    expect({ threads, analysed }).toEqual({ threads: (4 * ROUND) / 3, analysed: false });
    expect({ rounds, grows: rounds[3]! > 1.5 * rounds[1]! }).toEqual({ rounds, grows: false });
  });
});
