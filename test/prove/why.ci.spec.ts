import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { proveNotices } from './why/proveNotices.js';

describe('prove:why', () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await createTestDatabase();
  });
  afterEach(() => database.drop());

  it('has a decision for whoever was not told, or later, and for nobody else', async () => {
    const proof = await proveNotices(database.pool, 'short', 600);
    expect(proof.faults).toEqual([]);
    expect(proof.decisions).toBeGreaterThan(500);
  });

  it.each([
    ['silent_notices', /^has no decision/],
    ['chatty_notices', /^a decision about nothing/],
  ] as const)('notices the sabotage %s', async (sabotage, fault) => {
    const { faults } = await proveNotices(database.pool, 'sabotage', 100, sabotage);
    expect(faults.filter((one) => fault.test(one))).not.toEqual([]);
  });
});
