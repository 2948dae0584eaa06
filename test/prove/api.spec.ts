import { proveApi } from './api/proveApi.js';

describe('prove:api', () => {
  it('finds every operation answered as documented, to each caller what is his, and nothing odd done', async () => {
    const report = await proveApi({ seed: 'quick', cases: 2, quick: true });
    expect(report.faults).toEqual([]);
    expect(report.operations).toBeGreaterThan(100);
    expect(report.cases).toBe(2 * report.operations);
  });
});
