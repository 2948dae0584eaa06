import { proveMail } from './mail/proveMail.js';

describe('prove:mail', () => {
  it('keeps every message once and in its thread, whatever happens to server, worker and database', async () => {
    const report = await proveMail({ seed: 'quick', messages: 36 });
    expect(report.faults).toEqual([]);
    expect(report).toMatchObject({ messages: 36, postgres_restarts: 1 });
  });
});
