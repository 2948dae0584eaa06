import { proveEmailOutbox } from './outbox/proveEmailOutbox.js';
import { proveOutbox } from './outbox/proveOutbox.js';

describe('prove:outbox', () => {
  it('dials nothing twice and settles what it can, killed before, during and after a dial', async () => {
    const report = await proveOutbox({ seed: 'short', dials: 24 });
    expect(report.faults).toEqual([]);
    expect(report.kills).toBeGreaterThan(3);
    expect(report.uncertain).toBeGreaterThan(3);
  });

  it('notices when an interrupted dial is repeated', async () => {
    // Kills of dials that are not placed: no callback, which might come before the repetition, settles those.
    const report = await proveOutbox({ seed: 'waiting 201', dials: 5, mutation: 'send_again' });
    expect(report.faults.join()).toMatch(/killed_waiting: .* was dialled \d times/);
  });
});

describe('prove:outbox, e-mail', () => {
  it('sends nothing twice and settles what it can, killed before, during and after the message', async () => {
    const report = await proveEmailOutbox({ seed: 'short', emails: 15 });
    expect(report.faults).toEqual([]);
    expect(report.kills).toBeGreaterThan(3);
    expect(report.uncertain).toBeGreaterThan(5);
    expect(report.settled_by_sent).toBeGreaterThan(0);
    expect(report.settled_by_person).toBeGreaterThan(0);
  });

  it('notices when an interrupted e-mail is repeated', async () => {
    const report = await proveEmailOutbox({ seed: 'short', emails: 2, mutation: 'send_again' });
    expect(report.faults.join()).toMatch(/was accepted 2 times/);
  });
});
