import { proveEmailOutbox } from './outbox/proveEmailOutbox.js';
import { proveOutbox } from './outbox/proveOutbox.js';

describe('prove:outbox', () => {
  it('dials nothing twice and settles what it can, killed before, during and after a dial', async () => {
    const report = await proveOutbox({ seed: 'quick 15', dials: 3 });
    expect(report.faults).toEqual([]);
    expect(report).toMatchObject({ dials: 3, kills: 1, placed: 3, uncertain: 1 });
  });

  it('sends no e-mail twice and settles what it can, killed before, during and after the message', async () => {
    const report = await proveEmailOutbox({ seed: 'quick 20', emails: 2 });
    expect(report.faults).toEqual([]);
    expect(report).toMatchObject({ emails: 2, kills: 1, taken: 2, uncertain: 2 });
  });
});
