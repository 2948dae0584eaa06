import { proveOutbox } from './outbox/proveOutbox.js';

describe('prove:outbox', () => {
  it('dials nothing twice and settles what it can, killed before, during and after a dial', async () => {
    const report = await proveOutbox({ seed: 'short', dials: 24 });
    expect(report.faults).toEqual([]);
    expect(report.kills).toBeGreaterThan(3);
    expect(report.uncertain).toBeGreaterThan(3);
  }, 240_000);

  it('notices when an interrupted dial is repeated', async () => {
    const report = await proveOutbox({ seed: 'short', dials: 12, mutation: 'send_again' });
    expect(report.faults.join()).toMatch(/was dialled 2 times/);
  }, 180_000);
});
