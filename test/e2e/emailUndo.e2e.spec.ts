import type { EmailDraftDto } from '../../src/gmailIngestion/replies/dto/emailDraft.dto.js';
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

  it('gives the draft back, to be written on and sent as another e-mail', async () => {
    const { pool } = product.database;
    const { id: answers_email_id } = await makeEmail(pool, await makeMailbox(pool));
    const drafts = <T = EmailDraftDto & { code: string }>(method: string, path = '', body?: object) =>
      product.call<T>(method, `/emails/drafts${path}`, { as: 'agent', body });
    const { id } = (await drafts('POST', '', { answers_email_id, body_text: 'Wait' })).body;
    const send = (version: number) => drafts<OutboundEmailDto & { code: string }>('POST', `/${id}/send`, { version });
    const first = (await send(1)).body;
    expect((await pool.query('select sent_at from emails where id = $1', [first.id])).rows).toEqual([{ sent_at: null }]);
    // What waits for longer than sent drafts are kept can still be taken back.
    await pool.query(`update email_drafts set sent_at = now() - interval '8 days' where id = $1`, [id]);
    await pool.query('select clean_email_leftovers()');
    await product.call('POST', `/emails/${first.id}/cancel`, { as: 'agent' });

    const draft = (await drafts('GET', `/${id}`)).body;
    expect(draft).toMatchObject({ sent_email_id: null, sent_at: null, body_text: 'Wait', version: 2 });
    expect((await drafts<{ total: number }>('GET', `?answers_email_id=${answers_email_id}`)).body.total).toBe(1);
    // A request to send it that was on its way meanwhile.
    expect((await send(1)).body.code).toBe('stale_version');
    expect((await drafts('PATCH', `/${id}`, { version: 2, body_text: 'Now it is right.' })).body.version).toBe(3);
    const [second, again] = await Promise.all([send(3), send(3)]);
    expect(second.body).toMatchObject({ send_state: 'queued', id: again.body.id });
    expect(second.body.body_text).toContain('Now it is right.');
    expect(second.body.id).not.toBe(first.id);
    expect((await drafts('GET', `/${id}`)).body.sent_email_id).toBe(second.body.id);
  });
});
