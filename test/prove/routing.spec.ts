import { proveRouting } from './routing/proveRouting.js';

describe('prove:routing and prove:why', () => {
  it('gives out everything once, within capacities and in turns, and each choice comes out again', async () => {
    const report = await proveRouting({ seed: 'quick', items: 60, agents: 5, kills: 0 });
    expect(report.faults).toEqual([]);
    expect(report.assignments).toBeGreaterThanOrEqual(60);
    expect(report.replayed).toBe(report.decisions);
  });
});
