import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { CLOCK_SABOTAGES, proveClock } from './sla/proveClock.js';
import { proveReading } from './sla/proveReading.js';

describe('prove:sla: the clock', () => {
  it('counts as a counter of minutes does, and accounts for every one', () => {
    const { faults, kinds } = proveClock('short', 400);
    expect(faults).toEqual([]);
    expect(Object.values(kinds).every((count) => count > 20)).toBe(true);
  });

  it.each(CLOCK_SABOTAGES)('notices the sabotage %s of the clock', (sabotage) => {
    expect(proveClock('sabotage', 60, sabotage).faults).not.toEqual([]);
  });
});

describe('prove:sla: the reading', () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await createTestDatabase();
  });
  afterEach(() => database.drop());

  it('follows everything, writes the same when it is rebuilt, and tells each warning and breach once, also when it is killed', async () => {
    const proof = await proveReading(database.pool, 'short', 30, 150);
    expect(proof.faults).toEqual([]);
    expect(proof.kills).toBeGreaterThan(0);
    expect(proof.notices).toBeGreaterThan(20);
  });

  it.each([
    ['deaf', /the rebuild changed/],
    ['forgetful', /was decided twice/],
    ['uncopied', /has another promise than its clocks/],
  ] as const)('notices the sabotage %s of the reading', async (sabotage, fault) => {
    const { faults } = await proveReading(database.pool, 'sabotage', 12, 60, sabotage);
    expect(faults.filter((one) => fault.test(one))).not.toEqual([]);
  });
});
