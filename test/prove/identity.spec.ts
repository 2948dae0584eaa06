import { proveIdentity } from './identity/proveIdentity.js';

describe('prove:identity', () => {
  it('finds customers, merges and timelines as a plain model has them', async () => {
    const report = await proveIdentity({ seed: 'quick', steps: 60 });
    expect(report.faults).toEqual([]);
    expect(report.merges).toBeGreaterThan(0);
    expect(report.undone).toBeGreaterThan(0);
  });
});
