import { proveRouting } from './routing/proveRouting.js';

describe('prove:routing and prove:why', () => {
  it('gives out everything once, within capacities and in turns, with routers killed, and each choice comes out again', async () => {
    const report = await proveRouting({ seed: 'short', items: 600, agents: 12, kills: 4 });
    expect(report.faults).toEqual([]);
    expect(report.kills).toBe(4);
    expect(report.assignments).toBeGreaterThan(600);
    expect(report.replayed).toBe(report.decisions);
  });

  it.each([
    ['no_turns', /^given beyond the capacity/],
    ['forgetful', /^forgotten/],
    ['silent', /has no decision$/],
    ['other_inputs', /does not come out again/],
  ] as const)('notices the sabotage %s', async (sabotage, fault) => {
    const report = await proveRouting({ seed: 'sabotage', items: 200, agents: 6, kills: 0, sabotage });
    expect(report.faults.filter((one) => fault.test(one))).not.toEqual([]);
  });
});
