import { proveChatOutbox } from './outbox/proveChatOutbox.js';
import { proveNoticeOutbox } from './outbox/proveNoticeOutbox.js';
import { provePayoutOutbox } from './outbox/provePayoutOutbox.js';

describe('prove:outbox, WhatsApp', () => {
  it('sends nothing twice and settles what it can, killed before, during and after a message', async () => {
    const report = await proveChatOutbox({ seed: 'short', replies: 16 });
    expect(report.faults).toEqual([]);
    expect(report.kills).toBeGreaterThan(2);
    expect(report.uncertain).toBeGreaterThan(3);
    expect(report.settled_by_status).toBeGreaterThan(0);
  });

  it('notices when an interrupted message is repeated', async () => {
    const report = await proveChatOutbox({ seed: 'again', replies: 8, mutation: 'send_again' });
    expect(report.faults.join()).toMatch(/killed_taken: .* arrived 2 times/);
  });
});

describe('prove:outbox, refunds', () => {
  it('pays nothing twice and settles what it can, killed before, during and after a payout', async () => {
    const report = await provePayoutOutbox({ seed: 'short', payouts: 9 });
    expect(report.faults).toEqual([]);
    expect(report).toMatchObject({ kills: 3, paid: 6, settled_by_lookup: 4, left_uncertain: 2 });
  });

  it('notices when an interrupted payout is repeated', async () => {
    const report = await provePayoutOutbox({ seed: 'short', payouts: 3, mutation: 'send_again' });
    expect(report.faults.join()).toMatch(/killed_taken: .* was asked to be paid 2 times/);
  });
});

describe('prove:outbox, notices', () => {
  it('tells nothing twice, killed before, during and after the e-mail', async () => {
    const report = await proveNoticeOutbox({ seed: 'short', notices: 6 });
    expect(report).toEqual({ notices: 6, kills: 3, arrived: 4, uncertain: 3, faults: [] });
  });

  it('notices when an interrupted notice is repeated', async () => {
    const report = await proveNoticeOutbox({ seed: 'short', notices: 1, mutation: 'send_again' });
    expect(report.faults.join()).toMatch(/killed_at_answer: .* arrived 2 times/);
  });
});
