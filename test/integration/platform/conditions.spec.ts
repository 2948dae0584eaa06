import type { Condition } from '../../../src/common/conditions/condition.js';
import { conditionSql } from '../../../src/common/conditions/conditionSql.js';
import { matches } from '../../../src/common/conditions/matches.js';
import { readCondition } from '../../../src/common/conditions/readCondition.js';
import { randomCondition, randomRow, SAMPLE_FIELDS } from '../../../src/common/conditions/specSupport.js';
import { Random } from '../../../src/providers/sandbox/random.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';

const NOW = new Date('2026-02-03T10:00:00.001Z');
const ROWS = 300;

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

describe('a condition in SQL', () => {
  it('matches the rows that it matches in TypeScript', async () => {
    const random = new Random('conditions');
    const rows = Array.from({ length: ROWS }, (_, id): Record<string, unknown> => ({ id, ...randomRow(random) }));
    await database.pool.query(`
      create table samples (id integer, a_text text, a_choice text, a_number numeric, a_flag boolean, a_time timestamptz, a_list text[])`);
    await database.pool.query('insert into samples select * from json_populate_recordset(null::samples, $1)', [JSON.stringify(rows)]);
    let [some, none] = [0, 0];
    for (let round = 0; round < 600; round += 1) {
      const condition: Condition = readCondition(randomCondition(random), SAMPLE_FIELDS, 'conditions');
      const { text, values } = conditionSql(condition, SAMPLE_FIELDS, 's', { now: NOW }, 2);
      const found = await database.pool.query<{ id: number }>(`select id from samples s where id >= $1 and ${text} order by id`, [
        0,
        ...values,
      ]);
      const expected = rows.filter((row) => matches(condition, SAMPLE_FIELDS, row, { now: NOW })).map(({ id }) => id);
      expect({ condition, ids: found.rows.map(({ id }) => id) }).toEqual({ condition, ids: expected });
      if (expected.length > 0) some += 1;
      else none += 1;
    }
    expect([some > 400, none > 20]).toEqual([true, true]);
  });
});
