import { simpleParser } from 'mailparser';
import type { OutboundEmailDto } from '../../src/gmailIngestion/replies/dto/emailReply.dto.js';
import type { CallOptions } from '../support/app.js';
import { makeEmail } from '../support/factories/emails.js';
import { useMailProduct } from '../support/mailProduct.js';
import { until as eventually } from '../support/until.js';

const NOBODY = '00000000-0000-4000-8000-000000000000';
const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();

const post = useMailProduct();
const { pool, account, row, ended, taken } = post;

const asked = () => makeEmail(pool(), { id: post.mailbox }, { from_email: 'asha@example.net' });
const reply = async (body: object) =>
  (
    await post.product.call<OutboundEmailDto>('POST', `/emails/${(await asked()).id}/reply`, {
      as: 'agent',
      body: { body_text: 'It left today.', ...body },
    })
  ).body;
const reschedule = (id: string, send_after: unknown, options: CallOptions = {}) =>
  post.product.call<OutboundEmailDto & { code: string }>('POST', `/emails/${id}/reschedule`, {
    as: 'agent',
    body: { send_after },
    ...options,
  });
const jobs = async (send_id: string) =>
  (
    await pool().query<{ waits: boolean }>(
      `select run_at > now() + interval '1 minute' as waits from graphile_worker._private_jobs where payload ->> 'send_id' = $1`,
      [send_id],
    )
  ).rows;

describe('POST /emails/:id/reschedule', () => {
  it('gives another time, also as its Date, and notes both', async () => {
    const email = await reply({ send_after: inHours(1) });
    const later = inHours(48);
    const { status, body } = await reschedule(email.id, later);
    expect([status, body.send_state, Date.parse(body.send_after!), body.message_id, body.version]).toEqual([
      200,
      'queued',
      Date.parse(later),
      email.message_id,
      email.version + 1,
    ]);
    const { send_id, sent_at } = await row(email.id);
    expect([sent_at, await jobs(send_id)]).toEqual([null, [{ waits: true }]]);
    const { rows } = await pool().query(
      `select before ->> 'send_after' as before, after ->> 'send_after' as after, actor_kind from activity_log where entity_id = $1
        and action = 'reschedule'`,
      [email.id],
    );
    expect(rows.map((one) => [Date.parse(one.before), Date.parse(one.after), one.actor_kind])).toEqual([
      [Date.parse(email.send_after!), Date.parse(later), 'user'],
    ]);

    // The old time comes: its job finds nothing to do.
    await pool().query(`select graphile_worker.add_job('sends.perform', json_build_object('send_id', $1::text), job_key => 'early')`, [
      send_id,
    ]);
    await eventually(
      () => jobs(send_id),
      (found) => found.length === 1,
    );
    expect([(await row(email.id)).send_state, taken(email.message_id)]).toEqual(['queued', []]);

    expect((await reschedule(email.id, '2020-01-01T00:00:00Z')).status).toBe(200);
    const sent = await ended(email.id);
    expect(sent.send_state).toBe('sent');
    const [arrived, ...more] = taken(email.message_id);
    expect(more).toEqual([]);
    const parsed = await simpleParser(arrived!.raw);
    expect(Math.abs(parsed.date!.getTime() - new Date(sent.send_after!).getTime())).toBeLessThan(1_000);
    expect(parsed.date!.getTime()).toBeLessThan(Date.parse(email.send_after!));
    expect(parsed.text!.trim()).toBe(email.body_text.trim());
    const [copy] = await eventually(
      () => post.mail.sent('support@example.com').filter((one) => one.message_id === email.message_id),
      (found) => found.length > 0,
    );
    expect(copy!.raw.toString().trimEnd()).toBe(arrived!.raw.toString().trimEnd());
  }, 60_000);

  it('either reschedules or sends, never both, when both happen at once', async () => {
    for (let round = 0; round < 8; round += 1) {
      const email = await reply({ body_text: `Race ${round}` });
      const { status, body } = await reschedule(email.id, inHours(1));
      if (status === 409) {
        expect(body.code).toBe('send_not_reschedulable');
        expect((await ended(email.id)).send_state).toBe('sent');
      } else {
        const { send_id } = await row(email.id);
        await eventually(
          () => jobs(send_id),
          (found) => found.length === 1 && found[0]!.waits,
        );
      }
      expect([status, (await row(email.id)).send_state, taken(email.message_id).length]).toEqual(
        status === 200 ? [200, 'queued', 0] : [409, 'sent', 1],
      );
    }
  }, 60_000);

  it('lets what waits for its next try go at once, once', async () => {
    account().addFault({ kind: 'smtp_answer', code: 421, text: 'Try again later' });
    const email = await reply({});
    await eventually(
      () => row(email.id),
      ({ send_error_code }) => send_error_code !== null,
    );
    expect((await reschedule(email.id, new Date().toISOString())).status).toBe(200);
    expect((await ended(email.id)).send_state).toBe('sent');
    expect([taken(email.message_id).length, await jobs((await row(email.id)).send_id)]).toEqual([
      1,
      expect.not.arrayContaining([{ waits: true }]),
    ]);
  });

  it('comes too late for what left or was taken back, and refuses what is no time', async () => {
    const sent = await reply({});
    await ended(sent.id);
    const cancelled = await reply({ send_after: inHours(1) });
    await post.product.call('POST', `/emails/${cancelled.id}/cancel`, { as: 'agent' });
    for (const { id } of [sent, cancelled]) {
      const answer = await reschedule(id, inHours(1));
      expect([answer.status, answer.body.code]).toEqual([409, 'send_not_reschedulable']);
    }
    const waits = await reply({ send_after: inHours(1) });
    expect((await reschedule(waits.id, 'soon')).status).toBe(400);
    expect((await reschedule(waits.id, undefined)).status).toBe(400);
    expect((await reschedule(waits.id, '2099-01-01T00:00:00Z')).body.code).toBe('send_after_too_far');
    expect([(await reschedule((await asked()).id, inHours(1))).body.code, (await reschedule(NOBODY, inHours(1))).body.code]).toEqual([
      'email_not_outbound',
      'email_not_found',
    ]);
    expect([
      (await reschedule(waits.id, inHours(2), { as: 'viewer' })).status,
      (await reschedule(waits.id, inHours(2), { as: null })).status,
    ]).toEqual([403, 401]);
    expect(new Date((await row(waits.id)).send_after!).toISOString()).toBe(new Date(waits.send_after!).toISOString());
  });
});
