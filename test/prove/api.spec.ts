import { proveApi } from './api/proveApi.js';

/** One test walks every operation, which on a busy machine takes longer than a test may. */
const LIMIT_MS = 300_000;

describe('prove:api', () => {
  it(
    'finds operations answered as documented, to each caller what is his, and nothing odd done',
    async () => {
      const report = await proveApi({ seed: 'quick', cases: 2, quick: true, one_of: 5 });
      expect(report.faults).toEqual([]);
      expect(report.operations).toBeGreaterThan(300);
      expect(report.cases).toBeGreaterThan(report.operations / 3);
    },
    LIMIT_MS,
  );
});
