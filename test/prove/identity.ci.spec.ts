import { proveIdentity } from './identity/proveIdentity.js';

describe('prove:identity', () => {
  it('finds customers, merges and timelines as a plain model has them', async () => {
    const report = await proveIdentity({ seed: 'short', steps: 400 });
    expect(report.faults).toEqual([]);
    expect(report.merges).toBeGreaterThan(10);
    expect(report.undone).toBeGreaterThan(10);
    expect(report.races).toBeGreaterThan(5);
  });

  it.each(['auto_merge', 'moving_merge'] as const)('notices the sabotage %s', async (sabotage) => {
    const report = await proveIdentity({ seed: 'sabotage', steps: 80, sabotage });
    expect(report.faults).not.toEqual([]);
  });
});
