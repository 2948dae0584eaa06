import { proveMail } from './mail/proveMail.js';

describe('prove:mail', () => {
  it('keeps every message once and in its thread, whatever happens to server, worker and database', async () => {
    const report = await proveMail({ seed: 'short 18', messages: 240 });
    expect(report.faults).toEqual([]);
    expect(report.kills).toBeGreaterThan(0);
    expect(report.moved + report.removed_at_server + report.deleted).toBeGreaterThan(2);
  });

  it('notices when a message that comes again is taken for a new one', async () => {
    const report = await proveMail({ seed: 'short', messages: 60, mutation: 'forget_identity' });
    expect(report.faults.join()).toMatch(/is stored [2-9] times/);
  });

  it('notices when a stranger gets into a conversation', async () => {
    const report = await proveMail({ seed: 'strangers', messages: 120, mutation: 'believe_references' });
    expect(report.faults.join()).toMatch(/one thread holds/);
  });
});
