import { MimeMailParser } from './mailParser.js';

const parser = new MimeMailParser('a secret of this installation');
const parse = (text: string | Buffer) => parser.parse(Buffer.isBuffer(text) ? text : Buffer.from(text.replace(/\r?\n/g, '\r\n')));
const codes = ({ notes }: { notes: { code: string }[] }) => notes.map(({ code }) => code).sort();
const HEAD =
  'From: Asha Rao <Asha@Example.com>\nTo: support@example.com\nSubject: Hello\nDate: Tue, 24 Feb 2026 09:15:00 +0530\nMessage-ID: <a@x>\n';

/** No NUL, no half pairs: what Postgres takes. */
function expectStorable(value: unknown): void {
  const text = JSON.stringify(value, (key, inner: unknown) => (key === 'content' ? undefined : inner));
  expect(text).not.toMatch(/\\u0000|\\ud[89a-f][0-9a-f]{2}/i);
}

describe('an ordinary message', () => {
  it('is read whole', async () => {
    const mail = await parse(
      `${HEAD}Cc: "Ravi, K." <ravi@example.org>, team: meera@example.org, john@example.org;\nReply-To: <orders@example.com>\n` +
        `In-Reply-To: <p@x>\nReferences: <r@x>\n <p@x>\n\nYes.\n\nOn Tue, 24 Feb 2026 at 09:15, Support <support@example.com> wrote:\n` +
        `> Really?\n`,
    );
    expect(mail).toMatchObject({
      message_id: '<a@x>',
      in_reply_to: '<p@x>',
      reference_ids: ['<r@x>', '<p@x>'],
      from: { email: 'asha@example.com', name: 'Asha Rao' },
      to: [{ email: 'support@example.com', name: '' }],
      cc: [{ email: 'ravi@example.org', name: 'Ravi, K.' }, { email: 'meera@example.org' }, { email: 'john@example.org' }],
      reply_to: [{ email: 'orders@example.com' }],
      subject: 'Hello',
      new_text: 'Yes.',
      snippet: 'Yes.',
      kind: 'message',
      notes: [],
      attachments: [],
    });
    expect(mail.quoted_text).toMatch(/^On Tue.*\n> Really\?$/);
    expect(mail.sent_at).toEqual(new Date('2026-02-24T03:45:00Z'));
  });

  it('takes text and page, images and attachments apart', async () => {
    const mail = await parse(`${HEAD}MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=m

--m
Content-Type: multipart/related; boundary=r

--r
Content-Type: text/html; charset=utf-8

<p>Look: <img src="cid:pic@x"></p><div class="gmail_quote">On Tue, Asha wrote:<blockquote>old</blockquote></div>
--r
Content-Type: image/png; name="a.png"
Content-ID: <pic@x>
Content-Disposition: inline
Content-Transfer-Encoding: base64

iVBORw0KGgo=
--r--
--m
Content-Type: application/ms-tnef; name="winmail.dat"
Content-Transfer-Encoding: base64

eJ8+IgAA
--m
Content-Type: message/rfc822

From: ravi@example.org
Subject: inner
Message-ID: <inner@x>

inner text
--m
Content-Type: application/pdf
Content-Disposition: attachment; filename="../../etc/pass\u0007wd.pdf"

%PDF
--m--
`);
    expect(mail.body_html).toContain('cid:pic@x');
    expect([mail.body_text.startsWith('Look:'), mail.new_text]).toEqual([true, 'Look:']);
    expect(
      mail.attachments.map(({ filename, content_type, is_inline, content_id }) => [filename, content_type, is_inline, content_id]),
    ).toEqual([
      ['a.png', 'image/png', true, 'pic@x'],
      ['winmail.dat', 'application/ms-tnef', false, ''],
      ['message.eml', 'message/rfc822', false, ''],
      ['passwd.pdf', 'application/pdf', false, ''],
    ]);
    expect(mail.attachments[0]!.content).toEqual(Buffer.from('iVBORw0KGgo=', 'base64'));
    expect(mail.attachments[2]!.content!.toString()).toContain('Message-ID: <inner@x>');
  });
});

describe('an ugly message', () => {
  it.each([
    ['without From', HEAD.replace(/^From.*\n/, ''), { from: null }, ['from_missing']],
    [
      'without From, with a Sender',
      HEAD.replace(/^From/, 'Sender'),
      { from: { email: 'asha@example.com', name: 'Asha Rao' } },
      ['from_missing'],
    ],
    ['without Date', HEAD.replace(/Date.*\n/, ''), { sent_at: null }, ['date_missing']],
    ['with a Date that is none', HEAD.replace(/Date.*\n/, 'Date: yesterday, I think\n'), { sent_at: null }, ['date_unusable']],
    ['from the year 9999', HEAD.replace('2026', '9999'), { sent_at: null }, ['date_unusable']],
    ['without Message-ID', HEAD.replace(/Message-ID.*\n/, ''), { message_id: '' }, ['message_id_missing']],
    ['with an endless Message-ID', HEAD.replace('<a@x>', `<${'a'.repeat(3_000)}@x>`), { message_id: '' }, ['message_id_unusable']],
    ['without Subject', HEAD.replace(/Subject.*\n/, ''), { subject: '' }, ['subject_missing']],
    ['with two writers', `${HEAD}From: mallory@example.net\n`, { from: { email: 'asha@example.com' } }, ['from_repeated']],
    ['with an endless subject', HEAD.replace('Hello', 'x'.repeat(5_000)), {}, ['subject_cut']],
    ['with lost recipients', HEAD.replace(/To:.*\n/, 'To: undisclosed-recipients:;\n'), { to: [] }, []],
    ['with an empty reference', `${HEAD}In-Reply-To: <>\nReferences: <> \n`, { in_reply_to: '', reference_ids: [] }, []],
    [
      'with words in In-Reply-To',
      `${HEAD}In-Reply-To: Your message of Tuesday <p@x>\n`,
      { in_reply_to: '<p@x>', reference_ids: ['<p@x>'] },
      [],
    ],
    ['that refers to itself', `${HEAD}References: <a@x> <p@x> <p@x>\n`, { reference_ids: ['<p@x>'] }, []],
  ])('%s is kept', async (_, head, expected, notes) => {
    const mail = await parse(`${head}\nText.\n`);
    expect(mail).toMatchObject({ body_text: 'Text.', ...expected });
    expect(codes(mail)).toEqual(notes);
    expectStorable(mail);
  });

  it('without a body is kept', async () => {
    expect(codes(await parse(`${HEAD}\n`))).toEqual(['body_missing']);
    expect(codes(await parse(HEAD.trim()))).toEqual(['body_missing']);
    expect(codes(await parse('Subject: all there is\n\n'))).toEqual(['body_missing', 'date_missing', 'from_missing', 'message_id_missing']);
  });

  it('without headers is kept while there is something to read', async () => {
    expect(await parse('\r\n\r\nHello, is anybody there?')).toMatchObject({ body_text: 'Hello, is anybody there?' });
  });

  it('that is nothing at all is refused', async () => {
    await expect(parse('')).rejects.toMatchObject({ code: 'mail_unreadable' });
    await expect(parse(Buffer.from([0, 1, 2, 255, 254, 10, 200, 201]))).rejects.toMatchObject({ code: 'mail_unreadable' });
  });

  it('with NULs and half signs becomes text that can be stored', async () => {
    const mail = await parse(
      Buffer.concat([
        Buffer.from(HEAD.replace('Hello', 'He\0llo').replaceAll('\n', '\r\n')),
        Buffer.from('Content-Type: text/html; charset=utf-8\r\n\r\n'),
        Buffer.from('<p>a\0b&#xD800;</p>'),
        Buffer.from([0xed, 0xa0, 0x80, 0xff]),
      ]),
    );
    expect(mail.subject).toBe('Hello');
    expect(mail.body_text).toMatch(/^ab/);
    expect(codes(mail)).toEqual(['charset_guessed']);
    expectStorable(mail);
  });

  it('with 8-bit headers is read as UTF-8, or else as Western European', async () => {
    expect(await parse(HEAD.replace('Hello', 'नमस्ते'))).toMatchObject({ subject: 'नमस्ते' });
    const latin = await parse(Buffer.from(HEAD.replace('Hello', 'Grüße').replaceAll('\n', '\r\n') + '\r\nText', 'latin1'));
    expect([latin.subject, codes(latin)]).toEqual(['Grüße', ['headers_8bit']]);
  });

  it.each([
    ['split inside a sign', '=?UTF-8?B?4KSo4KSu4KS44KWN4KSk?=\n =?UTF-8?B?4KWH?=', 'नमस्ते'],
    ['cut between the bytes of a sign', '=?UTF-8?Q?Gr=C3?=\n =?UTF-8?Q?=BC=C3=9Fe?=', 'Grüße'],
    ['never closed', '=?UTF-8?B?4KSo4KSu', '=?UTF-8?B?4KSo4KSu'],
    ['of no known set', '=?x-martian?Q?Hello?=', 'Hello'],
  ])('with encoded words %s is read', async (_, subject, expected) => {
    expect((await parse(`${HEAD.replace('Hello', subject)}\nText`)).subject).toBe(expected);
  });

  it('in an unknown set of signs, or one that it does not keep to, is read', async () => {
    expect(await parse(`${HEAD}Content-Type: text/plain; charset=x-martian\n\nHello there`)).toMatchObject({ body_text: 'Hello there' });
    expect((await parse(Buffer.from(`${HEAD}Content-Type: text/plain; charset=utf-7\r\n\r\n+ADw-script+AD4-`))).body_text).not.toContain(
      '<script>',
    );
    expect(
      await parse(Buffer.concat([Buffer.from(`${HEAD}Content-Type: text/plain; charset=windows-1252\n\n`), Buffer.from([0x80])])),
    ).toMatchObject({ body_text: '€' });
  });

  it.each([
    ['never ends', '--b\nContent-Type: text/plain\n\nText'],
    ['is missing', 'Text, and no boundary'],
    ['is another one', '--other\nContent-Type: text/plain\n\nText\n--other--'],
    [
      'begins inside a part',
      '--b\nContent-Type: text/plain\n\nText\n--b\nContent-Type: application/pdf\nContent-Transfer-Encoding: base64\n\n@@@@',
    ],
  ])('whose boundary %s is kept', async (_, body) => {
    const mail = await parse(`${HEAD}Content-Type: multipart/mixed; boundary=b\n\n${body}`);
    expect(mail.subject).toBe('Hello');
    expectStorable(mail);
  });

  it('of nested parts without end is a bomb, and still shown', async () => {
    const bomb = Array.from({ length: 3_000 }, (_, n) => `Content-Type: multipart/mixed; boundary=b${n}\n\n--b${n}\n`).join('');
    const mail = await parse(`${HEAD}${bomb}Content-Type: text/plain\n\nboom`);
    expect(mail).toMatchObject({ from: { email: 'asha@example.com' }, subject: 'Hello', message_id: '<a@x>' });
    expect(codes(mail)).toContain('parts_unreadable');
  });

  it('of very many attachments keeps the first apart and says so', async () => {
    const parts = Array.from(
      { length: 450 },
      (_, n) => `--b\nContent-Type: application/pdf\nContent-Disposition: attachment; filename="${n}.pdf"\n\n${n}\n`,
    ).join('');
    const mail = await parse(`${HEAD}Content-Type: multipart/mixed; boundary=b\n\n${parts}--b--\n`);
    expect([mail.attachments.filter(({ content }) => content).length, mail.attachments.at(-1)!.note]).toEqual([
      200,
      expect.stringContaining('first 200'),
    ]);
    expect(codes(mail)).toContain('attachments_refused');
  });

  it('to a thousand people keeps them all', async () => {
    const to = Array.from({ length: 1_000 }, (_, n) => `Person ${n} <person${n}@example.com>`).join(',\n ');
    expect((await parse(`${HEAD.replace('support@example.com', to)}\nText`)).to).toHaveLength(1_000);
  });

  it('with 5 MB of references keeps the first and the last', async () => {
    const ids = Array.from({ length: 170_000 }, (_, n) => `<reference.${n}.${'x'.repeat(10)}@x>`);
    const mail = await parse(`${HEAD}References: ${ids.join('\n ')}\n\nText`);
    expect([mail.reference_ids[0], mail.reference_ids.at(-1), mail.reference_ids.length]).toEqual([ids[0], ids.at(-1), 100]);
    expect(codes(mail)).toEqual(['headers_cut', 'references_cut']);
    expect([mail.subject, mail.body_text]).toEqual(['Hello', 'Text']);
  });

  it('that is one head without end is kept', async () => {
    const mail = await parse(
      `${HEAD}X-Long: ${'y'.repeat(6_000_000)}\n${Array.from({ length: 20_000 }, (_, n) => `X-${n}: z\n`).join('')}`,
    );
    expect(mail.subject).toBe('Hello');
    expect(codes(mail)).toEqual(['body_missing', 'headers_cut']);
  });

  it('with a page without end keeps its text', async () => {
    const mail = await parse(`${HEAD}Content-Type: text/html\n\n<p>Begin</p>${'<b>x</b> '.repeat(200_000)}`);
    expect([mail.body_html, mail.body_text.slice(0, 5), mail.body_text.length <= 500_000]).toEqual(['', 'Begin', true]);
    expect(codes(mail)).toContain('html_refused');
  });

  it('with 25 MB attached is read', async () => {
    const content = Buffer.alloc(18 * 1024 * 1024, 'attachment');
    const mail = await parse(
      `${HEAD}Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nText\n--b\n` +
        `Content-Type: application/zip\nContent-Transfer-Encoding: base64\n\n${content.toString('base64').replace(/.{76}/g, '$&\n')}\n` +
        `--b--\n`,
    );
    expect([mail.body_text, mail.attachments[0]!.size]).toEqual(['Text', content.length]);
    expect(mail.attachments[0]!.content!.equals(content)).toBe(true);
  });

  it('a short note beside a page gives way to the text of the page', async () => {
    const mail = await parse(
      `${HEAD}Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\nPlease use another program.\n--b\n` +
        `Content-Type: text/html\n\n<p>${'The whole story. '.repeat(30)}</p>\n--b--`,
    );
    expect(mail.body_text).toMatch(/^The whole story/);
  });
});
