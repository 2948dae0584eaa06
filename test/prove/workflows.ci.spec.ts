import { createTestDatabase, type TestDatabase } from '../support/database.js';
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
