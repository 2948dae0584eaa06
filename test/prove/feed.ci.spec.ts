import { proveFeed } from './feed/proveFeed.js';

describe('prove:feed', () => {
  it('finds each client with exactly what its user may see, through losses, a killed node and late commits', async () => {
    const report = await proveFeed({ seed: 'short', clients: 18, disconnects: 80, transactions: 400 });
    expect(report.faults).toEqual([]);
    expect(report).toMatchObject({ clients: 18, disconnects: 80, restarts: 1 });
    expect(report.out_of_order).toBeGreaterThan(10);
  });

  it.each(['numbering', 'replay', 'owner'] as const)('notices a broken feed (%s)', async (sabotage) => {
    const report = await proveFeed({ seed: `sabotage ${sabotage}`, clients: 18, disconnects: 40, transactions: 240, sabotage });
    expect(report.faults.length).toBeGreaterThan(0);
  });
});
