import { proveWebhooks } from './webhooks/proveWebhooks.js';

describe('prove:webhooks', () => {
  it('finds every event delivered, in order, signed, under one id and with the same bytes', async () => {
    const report = await proveWebhooks({ seed: 'quick', events: 40, entities: 6, endpoints: 1, kills: 1, quick: true });
    expect(report.faults).toEqual([]);
    expect(report).toMatchObject({ events: 40, deliveries: 80, redelivered: 40, kills: 1 });
  });
});
