import { proveMetrics } from './metrics/proveMetrics.js';

describe('prove:metrics', () => {
  it('finds no difference between dashboard, groups, list, CSV and brute force', async () => {
    const report = await proveMetrics({ seed: 'quick', places: 1, steps: 4, questions: 3 });
    expect(report.differences).toEqual([]);
    expect(report).toMatchObject({ steps: 4, rollup_checks: 4, questions: 3, email_steps: 4, email_checks: 4, email_questions: 3 });
    expect(report.listed).toBeGreaterThan(10);
  });
});
