import { proveIngest } from './ingest/proveIngest.js';

describe('prove:ingest', () => {
  it('loses and doubles nothing while nodes and the database are killed', async () => {
    const report = await proveIngest({ seed: 'short', events: 500, kills: 3 });
    expect(report.faults).toEqual([]);
    expect(report.stored).toBe(700);
    expect(report.replayed).toBe(1400);
    expect(report.database_restarts).toBe(1);
  });

  it('notices when the database no longer tells a duplicate', async () => {
    const report = await proveIngest({ seed: 'mutation', events: 200, kills: 0, mutation: 'no_constraint' });
    expect(report.faults.join()).toMatch(/stored more than once/);
  });

  it('notices when the database no longer tells a message that came in another body', async () => {
    const report = await proveIngest({ seed: 'mutation', events: 100, kills: 0, mutation: 'no_message_key' });
    expect(report.faults.join()).toMatch(/messages are stored more than once/);
  });

  it('notices when the event that comes last decides what an IVR call is', async () => {
    const report = await proveIngest({ seed: 'mutation', events: 200, kills: 0, mutation: 'late_status' });
    expect(report.faults.join()).toMatch(/IVR calls are not what their events say/);
  });

  it('notices when an event is acknowledged before it is committed', async () => {
    const report = await proveIngest({ seed: 'mutation', events: 1500, kills: 4, mutation: 'early_answer' });
    expect(report.faults.join()).toMatch(/acknowledged events are not stored/);
  });
});
