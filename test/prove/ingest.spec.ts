import { proveIngest } from './ingest/proveIngest.js';

describe('prove:ingest', () => {
  it('loses and doubles nothing while a node and the database are killed', async () => {
    const report = await proveIngest({ seed: 'quick', events: 400, kills: 2 });
    expect(report.faults).toEqual([]);
    expect(report).toMatchObject({ stored: 560, replayed: 1120, kills: 1, database_restarts: 1 });
  });
});
