import { randomUUID } from 'node:crypto';
import { MailRoom } from '../../support/factories/mailRoom.js';

let room: MailRoom;
beforeAll(async () => {
  room = await MailRoom.open();
});
afterAll(() => room.close());

const ROUNDS = 25;
const MATTERS = 3;

/** Three matters of one mailbox, each with a question, our answer that waits to be sent, and what is going to arrive. */
async function matters(mailbox: string, round: number) {
  const made = [];
  for (let n = 0; n < MATTERS; n++) {
    const id = `q${round}-${n}-${randomUUID()}@mail.example.com`;
    const from = `Asha ${n} <asha${n}@example.com>`;
    const question = await room.receive({ id, from, subject: `Question ${n}` }, { mailbox });
    const answer = await room.reply(question, `asha${n}@example.com`, [id]);
    await room.all(`update sends set payload = '{"status_before": "open", "status_after": "open"}' where id = $1`, [answer.send_id]);
    const theirs = await room.arrive(
      { id: `a${id}`, from, subject: `Re: Question ${n}`, refs: [id], text: 'And one more thing.' },
      { mailbox },
    );
    const copy = await room.arrive(
      { id: answer.message_id.slice(1, -1), from: 'support@example.com', to: `asha${n}@example.com`, refs: [id] },
      { mailbox, role: 'sent' },
    );
    made.push({ question, answer, theirs, copy });
  }
  return made;
}

it('people, triage, workers and arriving mail never wait for one another in a circle', async () => {
  const mailbox = await room.mailbox();
  const sql = (text: string, values: unknown[]) => () => room.all(text, values);
  for (let round = 0; round < ROUNDS; round++) {
    const made = await matters(mailbox, round);
    const questions = made.map(({ question }) => question.id);
    const stored = await room.all<{ id: string }>('select id from mailbox_messages where email_id = any ($1)', [questions]);
    const reply = ({ question }: (typeof made)[0]) => {
      const send_id = randomUUID();
      return {
        send_id,
        support_email_id: mailbox,
        thread_id: question.thread_id,
        message_id: `<${send_id}@example.com>`,
        in_reply_to: '',
        reference_ids: [],
        from_email: 'support@example.com',
        from_name: '',
        to_recipients: [{ email: 'asha@example.com', name: '' }],
        cc_recipients: [],
        bcc_recipients: [],
        subject: 'Re',
        snippet: '',
        body_text: 'Yes.',
        body_html: '',
        new_text: 'Yes.',
        quoted_text: '',
        size: 10,
        attachments: [],
        upload_ids: [],
        raw_sha256: 'f'.repeat(64),
        send_after: new Date(Date.now() + 3_600_000),
        set_status: 'resolved',
        created_by: randomUUID(),
      };
    };
    const triage = {
      adapter: 'rules',
      state: 'done',
      result: {
        category: 'other',
        sentiment: 'neutral',
        language: 'en',
        summary: 's',
        suggested_reply: '',
        team: `team${round % 2}`,
        priority: 'high',
      },
    };
    const steps = [
      () => room.parse(made.toReversed().flatMap(({ theirs, copy }) => [theirs, copy])),
      () =>
        room.parse(
          stored.map(({ id }) => id),
          true,
        ),
      sql('select * from change_emails($1, $2)', [
        questions.toReversed(),
        JSON.stringify({ status: round % 2 ? 'pending' : 'closed', is_read: true }),
      ]),
      sql('select * from change_emails($1, $2)', [questions, JSON.stringify({ priority: 'urgent' })]),
      ...made.flatMap((matter, n) => [
        sql('select update_email($1, $2)', [matter.question.id, JSON.stringify({ status: 'resolved', category: 'other' })]),
        sql('select * from apply_email_triage($1, $2)', [matter.question.id, JSON.stringify(triage)]),
        sql('select id from queue_email($1)', [JSON.stringify(reply(matter))]),
        n % 2
          ? sql('select cancel_email($1, $2)', [matter.answer.email_id, randomUUID()])
          : sql(`select advance_send($1, 'accepted', 'sent')`, [matter.answer.send_id]),
        sql('select delete_email($1)', [matter.question.id]),
        sql('select restore_email($1)', [matter.question.id]),
      ]),
    ];
    const outcomes = await Promise.allSettled(steps.map((step) => step()));
    const failures = outcomes.flatMap((outcome) =>
      outcome.status === 'rejected' ? [outcome.reason as { code?: string; message: string; cause?: { code?: string } }] : [],
    );
    // Whoever comes too late is told so: it is deleted, it is sent.
    const unexpected = failures.filter(({ code, cause }) => !/^P04/.test(cause?.code ?? code ?? ''));
    expect(unexpected.map(({ code, cause, message }) => `${cause?.code ?? code}: ${message}`)).toEqual([]);
  }
  // What the parallel steps left is what a recount gives.
  const drift = await room.all(`select t.id from email_threads t
    where t.message_count <> (select count(*) from emails e where e.thread_id = t.id and e.deleted_at is null)`);
  expect(drift).toEqual([]);
});
