import { proveScale } from './scale/proveScale.js';

describe('prove:scale', () => {
  it('finds no question whose cost grows with the table', async () => {
    const report = await proveScale({ seed: '7', rows: 20_000, only: ['refunds'] });
    expect(report.faults).toEqual([]);
    expect(report.cases).toBeGreaterThan(50);
  });

  it('notices when an index is missing', async () => {
    const { faults } = await proveScale({ seed: 'sabotage', rows: 4_000, only: ['refunds'], sabotage: 'refunds_updated_idx' });
    for (const about of ['updated_at desc:', 'updated_at asc:', 'updated_at desc, middle:', 'updated_at asc, middle:']) {
      expect(faults).toContainEqual(expect.stringContaining(`/refunds ${about}`));
    }
  });
});
