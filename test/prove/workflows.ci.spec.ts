import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { proveKills } from './workflows/proveKills.js';
import { proveWorkflows } from './workflows/proveWorkflows.js';

describe('prove:workflows', () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await createTestDatabase();
  });
  afterEach(() => database.drop());

  it('begins what a plain interpreter says, does each step once and ends what goes on for ever, also when workers are killed', async () => {
    const proof = await proveWorkflows(database.pool, 'short', { rules: 12, steps: 250 });
    expect(proof.faults).toEqual([]);
    expect(proof.kills).toBeGreaterThan(10);
    expect(proof.stopped).toBeGreaterThan(5);
    expect(proof.runs).toBeGreaterThan(100);
  });

  it.each([
    ['deaf', /^missing/],
    ['twice', /was done \d times/],
    ['endless', /^(missing|not asked for)/],
    ['forgetful', /^(missing|not asked for)/],
    ['unexplained', /^the step .* cannot be asked why$/],
    ['unsampled', /^no sample says why/],
  ] as const)('notices the sabotage %s', async (sabotage, fault) => {
    const { faults } = await proveWorkflows(database.pool, 'sabotage', { rules: 12, steps: 150 }, sabotage);
    expect(faults.filter((one) => fault.test(one))).not.toEqual([]);
  });
});

describe('prove:workflows with kill -9', () => {
  it('does every step once, though workers are killed while they work', async () => {
    const { faults, kills, runs } = await proveKills('short', { tickets: 90, kills: 3 });
    expect(faults).toEqual([]);
    expect([kills, runs]).toEqual([3, 180]);
  });

  it('notices the sabotage keyless', async () => {
    const { faults } = await proveKills('sabotage', { tickets: 30, kills: 1 }, 'keyless');
    expect(faults.filter((one) => /^tickets made twice/.test(one))).not.toEqual([]);
  });
});
