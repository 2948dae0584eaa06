import { proveFeed } from './feed/proveFeed.js';

describe('prove:feed', () => {
  it('finds each client with exactly what its user may see, through losses, a killed node and late commits', async () => {
    const report = await proveFeed({ seed: 'quick', clients: 6, disconnects: 15, transactions: 120 });
    expect(report.faults).toEqual([]);
    expect(report).toMatchObject({ clients: 6, disconnects: 15, restarts: 1 });
    expect(report.out_of_order).toBeGreaterThan(0);
  });
});
