import type { OutboundEmailDto } from '../../src/gmailIngestion/replies/dto/emailReply.dto.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { makeEmail, makeMailbox } from '../support/factories/emails.js';

let product: TestApp;
beforeAll(async () => {
  product = await startTestApp({ environment: { EMAIL_UNDO_SECONDS: '600' } });
});
afterAll(() => product.close());

describe('the undo window', () => {
  it('lets everything that is not scheduled wait, and be taken back', async () => {
    const { pool } = product.database;
    const { id } = await makeEmail(pool, await makeMailbox(pool));
    const { body } = await product.call<OutboundEmailDto>('POST', `/emails/${id}/reply`, {
      as: 'agent',
      body: { body_text: 'Wait, I forgot something.' },
    });
    const waits_ms = Date.parse(body.send_after!) - Date.parse(body.created_at);
    expect(waits_ms).toBeGreaterThan(500_000);
    expect(waits_ms).toBeLessThanOrEqual(601_000);
    const { rows } = await pool.query<{ waits: boolean }>(
      `select run_at > now() as waits from graphile_worker.jobs where key = (select 'send:' || send_id from emails where id = $1)`,
      [body.id],
    );
    expect(rows).toEqual([{ waits: true }]);
    const cancelled = await product.call<OutboundEmailDto>('POST', `/emails/${body.id}/cancel`, { as: 'agent' });
    expect(cancelled.body.send_state).toBe('cancelled');
    expect(
      (await pool.query(`select 1 from graphile_worker.jobs where key = (select 'send:' || send_id from emails where id = $1)`, [body.id]))
        .rowCount,
    ).toBe(0);
  });
});
