import { proveWebhooks } from './webhooks/proveWebhooks.js';

const short = { events: 120, entities: 12, endpoints: 2, kills: 1 };

describe('prove:webhooks', () => {
  it('finds every event delivered, in order, signed, under one id and with the same bytes', async () => {
    const report = await proveWebhooks({ seed: 'short', ...short });
    expect(report.faults).toEqual([]);
    expect(report).toMatchObject({ events: 120, deliveries: 360, redelivered: 120 });
    expect(report.refused).toBeGreaterThan(50);
  });

  it('notices when the order is lost', async () => {
    const { faults } = await proveWebhooks({ seed: 'sabotage', ...short, kills: 0, sabotage: 'no_order' });
    expect(faults).toContainEqual(expect.stringContaining('instead of'));
  });

  it('notices when other bytes are sent again', async () => {
    const { faults } = await proveWebhooks({ seed: 'sabotage', ...short, kills: 0, sabotage: 'body' });
    expect(faults).toContainEqual(expect.stringContaining('came with other bytes'));
  });

  it('notices when events get lost', async () => {
    const { faults } = await proveWebhooks({ seed: 'sabotage', ...short, kills: 0, sabotage: 'lost' });
    expect(faults).toContainEqual(expect.stringContaining('never got event'));
  });

  it('notices when each attempt has an id of its own', async () => {
    const { faults } = await proveWebhooks({ seed: 'sabotage', ...short, kills: 0, sabotage: 'new_id' });
    expect(faults).toContainEqual(expect.stringContaining('came under'));
  });
});
