import { createTestDatabase } from '../support/database.js';
import { proveWorkflows } from './workflows/proveWorkflows.js';

describe('prove:workflows', () => {
  it('begins what a plain interpreter says, and does each step once', async () => {
    const database = await createTestDatabase();
    const { faults, runs } = await proveWorkflows(database.pool, 'quick', { rules: 6, steps: 40 });
    await database.drop();
    expect(faults).toEqual([]);
    expect(runs).toBeGreaterThan(10);
  });
});
