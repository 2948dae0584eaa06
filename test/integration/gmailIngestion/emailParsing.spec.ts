import { unlink } from 'node:fs/promises';
import type { EmailToStore } from '../../../src/gmailIngestion/parsing/emailParsing.repository.js';
import { loopToken } from '../../../src/providers/mail/loopToken.js';
import { LOOP_SECRET, mailText, MailRoom } from '../../support/factories/mailRoom.js';

let room: MailRoom;
let mailbox: string;
beforeEach(async () => {
  room = await MailRoom.open();
  mailbox = await room.mailbox();
});
afterEach(() => room.close());

const count = async (table: string) => (await room.one<{ n: number }>(`select count(*)::int as n from ${table}`)).n;
const jobs = (task: string) =>
  room.all<{ payload: Record<string, unknown>; key: string | null; wait: number }>(
    `select payload, key, round(extract(epoch from run_at - now()) / 60)::int as wait from graphile_worker._private_jobs j
      join graphile_worker._private_tasks t on t.id = j.task_id where t.identifier = $1 order by j.id`,
    [task],
  );
const message = (id: string) =>
  room.one<{ state: string; error_code: string | null; attempts: number; email_id: string | null; error_message: string | null }>(
    'select * from mailbox_messages where id = $1',
    [id],
  );

const WITH_ATTACHMENTS = (text = 'Text') =>
  mailText({
    id: 'att@x',
    headers: ['Content-Type: multipart/mixed; boundary=b'],
    text:
      `--b\r\nContent-Type: text/html\r\n\r\n<p onclick=x>${text}</p><img src="https://example.com/p.png"><script>x</script>\r\n` +
      `--b\r\nContent-Type: application/pdf; name=a.pdf\r\n\r\none\r\n--b\r\nContent-Type: application/pdf; name=b.pdf\r\n\r\none\r\n` +
      `--b--`,
  });

describe('storing', () => {
  it('stores a message once, with a customer, a thread, and a job that triages it', async () => {
    const id = await room.arrive({ id: 'a@x' }, { mailbox });
    const first = await room.parse([id]);
    expect(first.stored).toMatchObject([{ mailbox_message_id: id, outcome: 'stored' }]);
    expect((await room.parse([id])).stored).toEqual([]);
    // Also when another worker has read it meanwhile.
    const read = {
      mailbox_message_id: id,
      message_id: '<a@x>',
      subject: 'A question',
      from: null,
      reply_to: [],
      to: [],
      cc: [],
      bcc: [],
      attachments: [],
    };
    expect(await room.storing.store([read as unknown as EmailToStore], false)).toEqual([
      { mailbox_message_id: id, email_id: first.stored[0]!.email_id, outcome: 'known' },
    ]);
    expect([await count('emails'), await count('email_threads'), await count('customers'), await count('customer_identities')]).toEqual([
      1, 1, 1, 1,
    ]);
    expect((await jobs('emails.triage')).map(({ payload }) => payload)).toEqual([{ email_ids: [first.stored[0]!.email_id] }]);
    expect(await room.one('select direction, triage_state, is_read, from_email, from_name from emails')).toEqual({
      direction: 'inbound',
      triage_state: 'pending',
      is_read: false,
      from_email: 'asha@example.com',
      from_name: 'Asha Rao',
    });
    expect(await message(id)).toMatchObject({ state: 'parsed', email_id: first.stored[0]!.email_id });
    expect(await count('stored_files')).toBe(1);
  });

  it('keeps deleted what was deleted', async () => {
    const id = await room.arrive({ id: 'a@x' }, { mailbox });
    await room.parse([id]);
    await room.database.pool.query('update emails set deleted_at = now()');
    await room.parse([id]);
    expect((await room.parse([id], true)).stored).toMatchObject([{ outcome: 'deleted' }]);
    expect(await room.all('select deleted_at is not null as deleted from emails')).toEqual([{ deleted: true }]);
    expect(await room.one('select message_count from email_threads')).toEqual({ message_count: 0 });
  });

  it('keeps attachments once by content, and pages harmless', async () => {
    const email = await room.receive(WITH_ATTACHMENTS(), { mailbox });
    expect(email).toMatchObject({
      attachment_count: 2,
      body_html: '<p>Text</p><img data-src="https://example.com/p.png" />',
      body_text: 'Text',
    });
    const rows = await room.all<{ sha256: string; filename: string; position: number }>(
      'select sha256, filename, position from email_attachments order by position',
    );
    expect(rows.map(({ filename, position }) => [filename, position])).toEqual([
      ['a.pdf', 0],
      ['b.pdf', 1],
    ]);
    expect(rows[0]!.sha256).toBe(rows[1]!.sha256);
    expect((await room.files.read(rows[0]!.sha256)).toString()).toBe('one');
    expect(await count('stored_files')).toBe(2);
  });

  it('asks for the triage of messages that come together by one job', async () => {
    const ids = [
      await room.arrive({ id: 'a@x' }, { mailbox }),
      await room.arrive({ id: 'b@x', headers: ['List-Id: <news.example.com>'] }, { mailbox }),
      await room.arrive({ id: 'c@x' }, { mailbox }),
    ];
    const { stored } = await room.parse(ids);
    const triaged = stored.filter(({ mailbox_message_id }) => mailbox_message_id !== ids[1]).map(({ email_id }) => email_id);
    expect((await jobs('emails.triage')).map(({ payload }) => payload)).toEqual([{ email_ids: triaged }]);
  });

  it('lets triage of many that come together wait until more of their mailbox may be seen, and of few not', async () => {
    const soon = async (messages: number) => {
      const ids = [];
      for (let n = 0; n < messages; n++) ids.push(await room.arrive({ id: `${messages}-${n}@x`, from: `p${n}@example.com` }, { mailbox }));
      const { stored } = await room.parse(ids);
      return room.one(
        `select run_at <= now() as now, run_at < now() + interval '6 seconds' as soon from graphile_worker._private_jobs
          where payload -> 'email_ids' ->> 0 = $1`,
        [stored[0]!.email_id],
      );
    };
    expect([await soon(5), await soon(6)]).toEqual([
      { now: true, soon: true },
      { now: false, soon: true },
    ]);
  });

  it('asks for no triage of old mail, machines and what we wrote', async () => {
    await room.receive({ id: 'a@x' }, { mailbox, received_at: '2020-01-01T00:00:00Z' });
    await room.receive({ id: 'b@x', headers: ['List-Id: <news.example.com>'] }, { mailbox });
    await room.receive({ id: 'c@x', from: 'support@example.com', to: 'asha@example.com' }, { mailbox, role: 'sent' });
    expect([await jobs('emails.triage'), await room.all('select distinct triage_state from emails')]).toEqual([
      [],
      [{ triage_state: 'none' }],
    ]);
  });

  it('takes the aliases of all mailboxes for ours: they are no customers, take no part, and what we send under them is ours', async () => {
    await room.mailbox('sales@example.com');
    await room.all(`update support_emails set aliases = '{help@example.com}' where id = $1`, [mailbox]);
    await room.all(`update support_emails set aliases = '{orders@example.com}' where id <> $1`, [mailbox]);
    const asked = await room.receive({ id: 'a@x', to: 'help@example.com', cc: 'orders@example.com' }, { mailbox });
    const sent = await room.receive(
      { id: 'b@x', from: 'help@example.com', to: 'asha@example.com', refs: ['a@x'] },
      { mailbox, role: 'sent' },
    );
    const form = await room.receive({ id: 'c@x', from: 'orders@example.com', headers: ['Reply-To: Ravi <ravi@example.org>'] }, { mailbox });
    const list = await room.receive({ id: 'd@x', headers: ['List-Id: <help.example.com>'] }, { mailbox });
    expect([asked, sent, form, list].map(({ direction, kind }) => [direction, kind])).toEqual([
      ['inbound', 'message'],
      ['outbound', 'message'],
      ['inbound', 'message'],
      ['inbound', 'message'],
    ]);
    expect([sent.thread_id, sent.thread_reason]).toEqual([asked.thread_id, 'reference']);
    expect(await room.one('select participants from email_threads where id = $1', [asked.thread_id])).toEqual({
      participants: ['asha@example.com'],
    });
    expect(await room.all('select value from customer_identities order by 1')).toEqual([
      { value: 'asha@example.com' },
      { value: 'ravi@example.org' },
    ]);
    // Our own copy under an alias, seen in the inbox.
    const reply = await room.reply(asked, 'asha@example.com', ['a@x'], 'sent');
    const copy = await room.arrive({ id: reply.message_id.slice(1, -1), from: 'help@example.com', to: 'asha@example.com' }, { mailbox });
    expect((await room.parse([copy])).stored).toMatchObject([{ outcome: 'own', email_id: reply.email_id }]);
  });

  it('takes as ours what lies in Sent', async () => {
    const sent = await room.receive({ id: 'a@x', from: 'alias@example.com', to: 'asha@example.com' }, { mailbox, role: 'sent' });
    const labelled = await room.receive(
      { id: 'b@x', from: 'alias@example.com', to: 'asha@example.com' },
      { mailbox, role: 'all', labels: ['\\Sent'] },
    );
    const own = await room.receive({ id: 'c@x', from: 'Support@Example.com', to: 'asha@example.com' }, { mailbox, role: 'sent' });
    expect([sent, labelled, own].map(({ direction, is_read }) => [direction, is_read])).toEqual(Array(3).fill(['outbound', true]));
    expect(new Set([sent.customer_id, labelled.customer_id, own.customer_id]).size).toBe(1);
    expect(await room.one('select value from customer_identities')).toEqual({ value: 'asha@example.com' });
  });
});

describe('what comes in under our own address', () => {
  const form = (id: string, person: string) =>
    room.receive({ id, from: 'Support <support@example.com>', headers: [`Reply-To: ${person}`], text: 'My parcel is broken' }, { mailbox });

  it('is of whom the form lets speak, of each person a matter of his own', async () => {
    const emails = [
      await form('a@x', 'Mira Patel <mira@example.org>'),
      await form('b@x', 'ravi@example.org'),
      await form('c@x', 'Mira Patel <mira@example.org>'),
    ];
    expect(emails).toMatchObject([
      {
        direction: 'inbound',
        kind: 'message',
        is_read: false,
        triage_state: 'pending',
        from_email: 'mira@example.org',
        from_name: 'Mira Patel',
      },
      { direction: 'inbound', from_email: 'ravi@example.org', from_name: '' },
      { direction: 'inbound', from_email: 'mira@example.org' },
    ]);
    expect(await room.all('select value from customer_identities order by value')).toEqual([
      { value: 'mira@example.org' },
      { value: 'ravi@example.org' },
    ]);
    expect(emails[2]!.customer_id).toBe(emails[0]!.customer_id);
    expect(await room.all('select participants from email_threads order by created_at')).toMatchObject([
      { participants: ['mira@example.org'] },
      { participants: ['ravi@example.org'] },
      { participants: ['mira@example.org'] },
    ]);
    expect(emails[0]!.notes).toMatchObject([{ code: 'from_rewritten', message: expect.stringContaining('support@example.com') }]);
  });

  it('is of whom a group names that rewrote From, and no list', async () => {
    const headers = ['List-ID: <support.example.com>', 'Precedence: list'];
    const rewritten = await room.receive(
      {
        id: 'a@x',
        from: `"'Mira Patel' via Support" <support@example.com>`,
        headers: [...headers, 'X-Original-From: Mira Patel <mira@example.org>', 'Reply-To: Mira Patel <mira@example.org>'],
      },
      { mailbox },
    );
    const untouched = await room.receive({ id: 'b@x', from: 'mira@example.org', headers }, { mailbox });
    expect([rewritten, untouched]).toMatchObject(
      Array(2).fill({ direction: 'inbound', kind: 'message', kind_reason: '', triage_state: 'pending', from_email: 'mira@example.org' }),
    );
    expect(await room.receive({ id: 'c@x', headers: ['List-ID: <news.example.org>'] }, { mailbox })).toMatchObject({ kind: 'list' });
  });

  it('is nobody else when nobody is named, and is read', async () => {
    const email = await room.receive({ id: 'a@x', from: 'support@example.com' }, { mailbox });
    expect(email).toMatchObject({ direction: 'inbound', is_read: false, customer_id: null, from_email: 'support@example.com', notes: [] });
  });

  it('is ours when it is what we sent', async () => {
    const first = await room.receive({ id: 'a@x' }, { mailbox });
    const { email_id, message_id } = await room.reply(first, 'asha@example.com', ['a@x'], 'sent');
    const id = await room.arrive({ id: message_id.slice(1, -1), from: 'support@example.com', to: 'asha@example.com' }, { mailbox });
    expect((await room.parse([id])).stored).toEqual([{ mailbox_message_id: id, email_id, outcome: 'own' }]);
  });

  it('is put right by reading anew, when it was seen in Sent afterwards or was taken for ours before', async () => {
    const id = await room.arrive({ id: 'a@x', from: 'support@example.com', to: 'asha@example.com' }, { mailbox });
    await room.parse([id]);
    await room.database.pool.query(
      `select store_mailbox_messages($1, 'Sent', 'sent', '', '1', 7, (
        select jsonb_agg(jsonb_build_object('uid', 7, 'identity', identity, 'raw_sha256', raw_sha256, 'raw_size', raw_size,
          'received_at', received_at)) from mailbox_messages))`,
      [mailbox],
    );
    expect((await jobs('emails.parse')).map(({ payload }) => payload)).toEqual([{ mailbox_message_ids: [id], again: true }]);
    expect((await room.parse([id], true)).stored).toMatchObject([{ outcome: 'renewed' }]);
    const of_asha = await room.one<{ customer_id: string }>('select direction, is_read, triage_state, customer_id from emails');
    expect(of_asha).toMatchObject({ direction: 'outbound', is_read: true, triage_state: 'none' });
    expect(await room.all('select customer_id, inbound_count, participants from email_threads')).toEqual([
      { customer_id: of_asha.customer_id, inbound_count: 0, participants: ['asha@example.com'] },
    ]);
    expect(await room.one('select c.name, i.value from customers c join customer_identities i on i.customer_id = c.id')).toMatchObject({
      value: 'asha@example.com',
    });

    const { id: form_id } = await form('b@x', 'Mira <mira@example.org>');
    await room.database.pool.query(
      `update emails set direction = 'outbound', is_read = true, triage_state = 'none', from_email = 'support@example.com',
        customer_id = null where id = $1`,
      [form_id],
    );
    const { id: again } = await room.one<{ id: string }>('select id from mailbox_messages where email_id = $1', [form_id]);
    await room.parse([again], true);
    expect(await room.one('select * from emails where id = $1', [form_id])).toMatchObject({
      direction: 'inbound',
      is_read: false,
      triage_state: 'pending',
      from_email: 'mira@example.org',
      customer_id: expect.any(String),
    });
  });
});

describe('customers', () => {
  it('are not made by machines, but are found by them', async () => {
    const away = { headers: ['Auto-Submitted: auto-replied'] };
    expect((await room.receive({ id: 'a@x', ...away }, { mailbox })).customer_id).toBeNull();
    const { customer_id } = await room.receive({ id: 'b@x' }, { mailbox });
    expect((await room.receive({ id: 'c@x', ...away }, { mailbox })).customer_id).toBe(customer_id);
    expect(await room.all('select name from customers')).toEqual([{ name: 'Asha Rao' }]);
  });

  it('are never our own mailboxes', async () => {
    await room.mailbox('sales@example.com');
    expect((await room.receive({ id: 'a@x', from: 'sales@example.com' }, { mailbox })).customer_id).toBeNull();
    expect(
      (await room.receive({ id: 'b@x', from: 'support@example.com', to: 'sales@example.com, asha@example.com' }, { mailbox, role: 'sent' }))
        .customer_id,
    ).not.toBeNull();
    expect(await room.all('select value from customer_identities')).toEqual([{ value: 'asha@example.com' }]);
  });

  it('are not chosen, and not made, for an address that several share; the e-mail has its thread and its triage all the same', async () => {
    await room.all(`with two as (insert into customers (name) values ('Shop one'), ('Shop two') returning id)
      insert into customer_identities (customer_id, kind, value, written, is_shared)
      select id, 'email', 'info@shops.test', 'info@shops.test', true from two`);
    const [first, second] = [
      await room.receive({ id: 'a@x', from: 'Info <Info@shops.test>' }, { mailbox }),
      await room.receive({ id: 'b@x', from: 'info@shops.test', refs: ['a@x'] }, { mailbox }),
    ];
    for (const email of [first, second]) expect(email).toMatchObject({ customer_id: null, triage_state: 'pending' });
    expect(second.thread_id).toBe(first.thread_id);
    expect(await room.all('select customer_id, participants from email_threads')).toEqual([
      { customer_id: null, participants: ['info@shops.test'] },
    ]);
    expect(await room.all('select name from customers order by name')).toEqual([{ name: 'Shop one' }, { name: 'Shop two' }]);
  });

  it('are made once by many at once', async () => {
    const boxes = await Promise.all(['one', 'two', 'three', 'four'].map((name) => room.mailbox(`${name}@example.com`)));
    const names = ['p', 'q', 'r', 's'].map((name) => `${name}@example.org`);
    const batches = await Promise.all(
      boxes.map((box, at) =>
        Promise.all(names.map((_, n) => room.arrive({ id: `m${at}${n}@x`, from: names[(n + at) % 4] }, { mailbox: box }))),
      ),
    );
    await Promise.all(batches.map((ids) => room.parse(ids)));
    expect([await count('customers'), await count('emails')]).toEqual([4, 16]);
  });
});

describe('what we sent', () => {
  it('is found again in Sent, and an uncertain send is settled by it', async () => {
    const first = await room.receive({ id: 'a@x' }, { mailbox });
    const { email_id, send_id, message_id } = await room.reply(first, 'asha@example.com', ['a@x'], 'unknown');
    const copy = {
      id: message_id.slice(1, -1),
      from: 'support@example.com',
      to: 'asha@example.com',
      headers: [`X-CS-Loop: ${loopToken(LOOP_SECRET, message_id)}`],
    };
    const id = await room.arrive(copy, { mailbox, role: 'sent' });
    expect((await room.parse([id])).stored).toEqual([{ mailbox_message_id: id, email_id, outcome: 'own' }]);
    expect(await room.one('select state from sends where id = $1', [send_id])).toEqual({ state: 'sent' });
    expect(await room.one('select mailbox_message_id from emails where id = $1', [email_id])).toEqual({ mailbox_message_id: id });
    // Gmail may give it another id, and keeps ours apart; a second copy changes nothing.
    const again = await room.arrive(
      { ...copy, id: 'gmail-gave-this@x', headers: [`X-Google-Original-Message-ID: ${message_id}`] },
      { mailbox, role: 'sent' },
    );
    expect((await room.parse([again])).stored).toEqual([{ mailbox_message_id: again, email_id, outcome: 'own' }]);
    expect((await room.parse([id], true)).stored).toMatchObject([{ outcome: 'own' }]);
    expect([await count('emails'), await count('email_threads')]).toEqual([2, 1]);
  });

  it('is a loop when it comes in at another mailbox, and answers nobody', async () => {
    const sales = await room.mailbox('sales@example.com');
    const token = loopToken(LOOP_SECRET, '<s@example.com>');
    const email = await room.receive(
      { id: 's@example.com', from: 'support@example.com', to: 'sales@example.com', headers: [`X-CS-Loop: ${token}`] },
      { mailbox: sales },
    );
    expect(email).toMatchObject({ kind: 'loop', direction: 'inbound', triage_state: 'none', customer_id: null });
  });
});

describe('a bounce', () => {
  const report = (original: string, action: string) =>
    mailText({
      id: `bounce-${action}@x`,
      from: 'mailer-daemon@example.org',
      subject: 'Undelivered',
      headers: ['Content-Type: multipart/report; report-type=delivery-status; boundary=b'],
      text:
        `--b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n` +
        `Reporting-MTA: dns; x\r\n\r\nFinal-Recipient: rfc822; asha@example.com\r\nAction: ${action}\r\nStatus: 5.1.1\r\n` +
        `Diagnostic-Code: smtp; 550 no such user\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: ${original}\r\n--b--`,
    });

  it('marks the send, and joins the thread without becoming part of its people', async () => {
    const first = await room.receive({ id: 'a@x' }, { mailbox });
    const { send_id, message_id } = await room.reply(first, 'asha@example.com', ['a@x'], 'sent');
    const delayed = await room.receive(report(message_id, 'delayed'), { mailbox });
    expect(await room.one('select state from sends where id = $1', [send_id])).toEqual({ state: 'sent' });
    const failed = await room.receive(report(message_id, 'failed'), { mailbox });
    const delivered = await room.receive(report(message_id, 'delivered'), { mailbox });
    expect([delayed, failed, delivered]).toMatchObject([
      { kind: 'auto_reply', thread_id: first.thread_id, customer_id: null },
      { kind: 'bounce', thread_id: first.thread_id },
      { kind: 'auto_reply', thread_id: first.thread_id },
    ]);
    expect(await room.one('select state, error_code, error_message from sends where id = $1', [send_id])).toEqual({
      state: 'failed',
      error_code: 'bounced',
      error_message: 'asha@example.com 5.1.1 550 no such user',
    });
    expect(await room.all('select kind from send_events where send_id = $1 order by id', [send_id])).toEqual([
      { kind: 'bounce_delayed' },
      { kind: 'bounce' },
      { kind: 'delivery_report' },
    ]);
    expect(await room.one('select participants, status from email_threads where id = $1', [first.thread_id])).toEqual({
      participants: ['asha@example.com'],
      status: 'open',
    });
  });

  it('of something else is kept by itself', async () => {
    expect(await room.receive(report('<unknown@x>', 'failed'), { mailbox })).toMatchObject({ kind: 'bounce', thread_reason: 'new' });
  });
});

describe('faults', () => {
  it('park what cannot be read, and let the rest go on', async () => {
    const bad = await room.arrive(Buffer.from([0, 1, 2, 255, 10, 200]), { mailbox });
    const good = await room.arrive({ id: 'a@x' }, { mailbox });
    const { stored, parked } = await room.parse([bad, good]);
    expect([stored.map(({ mailbox_message_id }) => mailbox_message_id), parked.map(({ id, code }) => [id, code])]).toEqual([
      [good],
      [[bad, 'mail_unreadable']],
    ]);
    expect(await message(bad)).toMatchObject({ state: 'parked', error_code: 'mail_unreadable', attempts: 1, email_id: null });
    expect(await jobs('emails.parse')).toEqual([]);
  });

  it('try again, ever later, what may heal: a content that is missing', async () => {
    const raw = mailText({ id: 'a@x' });
    const id = await room.arrive(raw, { mailbox });
    const { raw_sha256: sha } = await room.one<{ raw_sha256: string }>('select raw_sha256 from mailbox_messages');
    await unlink(`${(room.files as unknown as { folder: string }).folder}/${sha.slice(0, 2)}/${sha}`);
    const waits = [];
    for (let n = 0; n < 3; n += 1) {
      await room.parse([id]);
      waits.push((await jobs('emails.parse')).map(({ wait }) => wait));
    }
    expect(waits).toEqual([[1], [4], [16]]);
    expect(await message(id)).toMatchObject({ state: 'parked', error_code: 'file_missing', attempts: 3 });
    await room.files.put(raw);
    await room.parse([id]);
    expect(await message(id)).toMatchObject({ state: 'parsed', error_code: null });
  });

  it('store one by one what a batch refuses, and park only the one that is to blame', async () => {
    const ids = [];
    for (const subject of ['one', 'cursed', 'three']) ids.push(await room.arrive({ id: `${subject}@x`, subject }, { mailbox }));
    await room.database.pool.query(`alter table emails add constraint cursed check (subject <> 'cursed')`);
    const { stored, parked } = await room.parse(ids);
    expect([stored.length, parked]).toMatchObject([2, [{ id: ids[1], code: 'email_not_stored', may_heal: true }]]);
    expect([(await jobs('emails.parse')).length, await count('email_threads')]).toEqual([1, 2]);
    await room.database.pool.query('alter table emails drop constraint cursed');
    expect((await room.parse([ids[1]!])).stored).toMatchObject([{ outcome: 'stored' }]);
  });

  it('raise, and park nothing, when the file store or the database is away', async () => {
    const id = await room.arrive(WITH_ATTACHMENTS(), { mailbox });
    const { putAll, read } = room.files;
    room.files.read = () => Promise.reject(new Error('EIO'));
    await expect(room.parse([id])).rejects.toThrow('EIO');
    room.files.read = read;
    room.files.putAll = () => Promise.reject(new Error('ENOSPC'));
    await expect(room.parse([id])).rejects.toThrow('ENOSPC');
    room.files.putAll = putAll;
    await room.database.pool.query(`alter table emails add constraint busy check (false) not valid`);
    await room.database.pool.query(
      `create function pg_temp_busy() returns trigger language plpgsql as $$ begin raise 'busy'
        using errcode = '57014'; end $$; create trigger busy before insert on emails for each row execute function pg_temp_busy()`,
    );
    await expect(room.parse([id])).rejects.toMatchObject({ code: 'database_unavailable' });
    expect(await message(id)).toMatchObject({ state: 'stored', attempts: 0 });
  });

  it('leave alone what is gone with its mailbox', async () => {
    const id = await room.arrive({ id: 'a@x' }, { mailbox });
    await room.database.pool.query('delete from mailbox_messages');
    expect(await room.parse([id])).toEqual({ stored: [], parked: [] });
  });

  it('find stored messages again whose job is gone', async () => {
    const id = await room.arrive({ id: 'a@x' }, { mailbox });
    expect(await room.parsing.requeue()).toBe(0);
    await room.database.pool.query(`update mailbox_messages set created_at = now() - interval '1 hour'`);
    expect([await room.parsing.requeue(), await room.parsing.requeue()]).toEqual([1, 1]);
    expect((await jobs('emails.parse')).map(({ payload }) => payload)).toEqual([{ mailbox_message_ids: [id] }]);
  });
});

describe('reading anew', () => {
  it('replaces what the parser made, and nothing that people decided', async () => {
    const id = await room.arrive(WITH_ATTACHMENTS(), { mailbox });
    await room.parse([id]);
    const before = await room.one<{ id: string }>('select * from emails');
    await room.database.pool.query(
      `update emails set body_text = 'old', new_text = 'old', snippet = 'old', kind = 'list', notes = '[{"code": "old"}]', is_read = true,
        status = 'pending', category = 'refund', human_fields = '{category}'`,
    );
    await room.database.pool.query(
      `insert into email_attachments (email_id, position, filename, state) values ($1, 2, 'ghost', 'missing')`,
      [before.id],
    );
    expect((await room.parse([id], true)).stored).toMatchObject([{ email_id: before.id, outcome: 'renewed' }]);
    const after = await room.one('select * from emails');
    expect(after).toMatchObject({
      ...before,
      version: 2,
      updated_at: expect.any(Date),
      is_read: true,
      status: 'pending',
      category: 'refund',
      human_fields: ['category'],
    });
    expect(await count('email_attachments')).toBe(2);
    expect(await room.one('select snippet from email_threads')).toEqual({ snippet: 'Text' });
  });
});
