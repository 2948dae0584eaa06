import type pg from 'pg';
import { Random } from '../../../src/providers/sandbox/random.js';
import { ChatStory } from '../../prove/metrics/chatStory.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';

const STRETCH = { from: Date.parse('2026-01-20T00:00:00Z'), to: Date.parse('2026-03-05T00:00:00Z') };

let database: TestDatabase;
let pool: pg.Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = database.pool;
});
afterAll(() => database.drop());
beforeEach(() => pool.query('truncate public.chat_providers, public.chat_contacts cascade'));

const wrong = async () => (await pool.query('select * from verify_chat_rollups()')).rows;
const kept = async () => Number((await pool.query('select count(*) as n from chat_rollups')).rows[0].n);
const one = async () => (await pool.query<{ id: string; contact_id: string }>('select id, contact_id from conversations limit 1')).rows[0]!;
const insert = (on: pg.Pool | pg.PoolClient, { id, contact_id }: { id: string; contact_id: string }) =>
  on.query(
    `insert into messages (conversation_id, contact_id, provider_id, direction, source, type, text, status)
     select $1, $2, provider_id, 'outbound', 'automatic', 'text', 'Hello', 'sent' from conversations where id = $1`,
    [id, contact_id],
  );

describe('the kept figures of chats', () => {
  it('follow whatever is done, and no row is left when the last message goes', async () => {
    const story = await ChatStory.begin(pool, new Random('kept'), STRETCH);
    for (let step = 0; step < 30; step++) {
      const kind = await story.step();
      expect([step, kind, await wrong()]).toEqual([step, kind, []]);
    }
    expect(await kept()).toBeGreaterThan(100);
    await pool.query('delete from messages');
    await pool.query('delete from conversation_cycles');
    expect(await kept()).toBe(0);
  });

  it('count a message that is reported on while its conversation changes hands', async () => {
    await ChatStory.begin(pool, new Random('hands'), STRETCH);
    const conversation = await one();
    await insert(pool, conversation);
    const [reporter, mover] = [await pool.connect(), await pool.connect()];
    try {
      await reporter.query('begin');
      await reporter.query(`update messages set status = 'read' where conversation_id = $1`, [conversation.id]);
      await mover.query(`update conversations set team = 'elsewhere' where id = $1`, [conversation.id]);
      await reporter.query('commit');
      expect(await wrong()).toEqual([]);
      await mover.query('begin');
      await mover.query(`update conversations set team = 'here' where id = $1`, [conversation.id]);
      await reporter.query(`update messages set status = 'played' where conversation_id = $1`, [conversation.id]);
      await mover.query(`update messages set preview = 'x', error_code = null, status = 'read' where conversation_id = $1`, [
        conversation.id,
      ]);
      await mover.query('commit');
      expect(await wrong()).toEqual([]);
    } finally {
      reporter.release();
      mover.release();
    }
  });

  it('follow the business zone', async () => {
    const story = await ChatStory.begin(pool, new Random('zone'), STRETCH);
    for (let step = 0; step < 5; step++) await story.step();
    const before = (await pool.query(`select * from chat_rollups where grain = 'day' order by 1, 2, 3, 4, 5, 6, 7`)).rows;
    await pool.query(`update kaleyra_settings set timezone = 'Pacific/Auckland'`);
    expect(await wrong()).toEqual([]);
    expect((await pool.query(`select * from chat_rollups where grain = 'day' order by 1, 2, 3, 4, 5, 6, 7`)).rows).not.toEqual(before);
  });
});
