import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { MimeMailParser } from './mailParser.js';

/** Messages that other programs got wrong, most of them from public reports. */
const parser = new MimeMailParser('a secret of this installation');
const fixture = (name: string) => readFileSync(fileURLToPath(new URL(`../../../test/fixtures/mail/${name}.eml`, import.meta.url)));
const HEAD =
  'From: Asha <asha@example.com>\nTo: support@example.com\nSubject: Hello\nDate: Tue, 24 Feb 2026 09:15:00 +0530\nMessage-ID: <a@x>\n';
const parse = (text: string) => parser.parse(Buffer.from(text.replaceAll('\n', '\r\n'), 'latin1'));
const part = (head: string, text: string) => `--b\n${head}\n\n${text}\n`;
const several = (kind: string, ...parts: string[]) =>
  parse(`${HEAD}Content-Type: multipart/${kind}; boundary=b\n\n${parts.join('')}--b--\n`);
const codes = ({ notes }: { notes: { code: string }[] }) => notes.map(({ code }) => code).sort();

describe('a message of text and pages', () => {
  it('shows a page and the text behind it', async () => {
    const mail = await parser.parse(fixture('03-mixed-html-then-text-footer'));
    expect(mail.body_text).toBe('Where is my order 5550777?\n\n_______________\nmailing list footer');
    expect(mail.body_html).toMatch(/<p>Where is my order 5550777\?<\/p>[^]*mailing list footer/);
    expect([mail.new_text, mail.snippet]).toEqual([mail.body_text, 'Where is my order 5550777? _______________ mailing list footer']);
  });

  it('shows a text and the page behind it', async () => {
    const mail = await parser.parse(fixture('04-mixed-text-then-html'));
    expect([mail.body_text, mail.new_text]).toEqual(Array(2).fill('Where is my order 5550778?\n\nDisclaimer: confidential'));
    expect(mail.body_html).toMatch(/Where is my order 5550778\?[^]*<p>Disclaimer: confidential<\/p>/);
  });

  it('shows pages around a file, and markup in text as text', async () => {
    const mail = await several(
      'mixed',
      part('Content-Type: text/html', '<p>one</p>'),
      part('Content-Type: application/pdf; name=a.pdf', '%PDF'),
      part('Content-Type: text/plain', 'a < b & <b>two</b>'),
      part('Content-Type: text/html', '<p>three</p>'),
    );
    expect(mail.body_text).toBe('one\n\na < b & <b>two</b>\n\nthree');
    expect(mail.body_html).toMatch(/one[^]*a &lt; b &amp; &lt;b&gt;two[^]*three/);
    expect(mail.attachments.map(({ filename }) => filename)).toEqual(['a.pdf']);
  });

  it('says the same once in alternatives, and in the order of its parts', async () => {
    const alternative =
      'Content-Type: multipart/alternative; boundary=i\n\n--i\nContent-Type: text/plain\n\nHello there\n--i\nContent-Type: text/html\n\n' +
      '<p>Hello <b>there</b></p>\n--i--';
    const mail = await several('mixed', `--b\n${alternative}\n`, part('Content-Type: text/plain', 'footer'));
    expect(mail.body_text).toBe('Hello there\n\nfooter');
    expect(mail.body_html.match(/there|footer/g)).toEqual(['there', 'footer']);
  });

  it.each([
    ['a mere note', 'Please use another program.', '<p>My parcel 5551000 is broken</p>', 'My parcel 5551000 is broken'],
    ['half of it', 'My parcel', '<p>My parcel 5551000 is broken, please help</p>', 'My parcel 5551000 is broken, please help'],
    [
      'the same, laid out otherwise',
      'My *parcel*\nis broken <http://x.test/1>',
      '<p>My parcel is <b>broken</b></p>',
      'My *parcel*\nis broken <http://x.test/1>',
    ],
  ])('takes the better of alternatives: %s', async (_, text, html, expected) => {
    const mail = await several('alternative', part('Content-Type: text/plain', text), part('Content-Type: text/html', html));
    expect([mail.body_text, mail.new_text]).toEqual([expected, expected]);
  });

  it('finds words below a forward mark', async () => {
    const mail = await parser.parse(fixture('15-forwarded-words-not-searchable'));
    expect(mail.new_text).toMatch(/^Please handle\n[^]*My parcel 5550999 is broken$/);
  });

  it('passes on what Outlook does, told by the subject alone', async () => {
    const text = 'Please handle\n\nFrom: Ravi\nSent: Tuesday\nTo: Asha\nSubject: Parcel\n\nMy parcel is broken';
    expect((await parse(`${HEAD.replace('Hello', 'FW: Hello')}\n${text}`)).new_text).toBe(text);
    expect((await parse(`${HEAD.replace('Hello', 'RE: FW: Hello')}\n${text}`)).new_text).toBe('Please handle');
  });

  it('reads names of signs, all of them', async () => {
    const mail = await parser.parse(fixture('05-html-named-entities'));
    expect(mail.body_text).toBe('Ærøskøbing, Éric, maître, → ½ kg, 20±2, „x“, a\u2003b');
    expect(mail.snippet).toBe('Ærøskøbing, Éric, maître, → ½ kg, 20±2, „x“, a b');
  });
});

describe('a message in an undeclared character set', () => {
  it.each([
    ['06a-no-charset-latin1', 'latin1', 'Größe café', ['charset_guessed']],
    ['06c-utf8-declared-latin1', 'latin1', 'Größe café', ['charset_guessed']],
    ['06e-iso2022jp-undeclared', 'jp', '注文はどこですか。', ['charset_guessed']],
    ['06f-raw-gbk-subject-body-declares-gbk', '我的订单', '您好', ['headers_8bit']],
  ])('%s is read', async (name, subject, text, notes) => {
    const mail = await parser.parse(fixture(name));
    expect([mail.subject, mail.body_text, codes(mail)]).toEqual([subject, text, notes]);
  });

  it('reads a raw head in the set of a part, and raw ISO-2022-JP', async () => {
    const subject = Buffer.from('f0d2c9d7c5d4', 'hex').toString('latin1');
    const in_part = await parse(
      `${HEAD.replace('Hello', subject)}Content-Type: multipart/mixed; boundary=b\n\n` +
        '--b\nContent-Type: text/plain; charset=koi8-r\n\nText\n--b--',
    );
    const japanese = await parse(`${HEAD.replace('Hello', '\x1b$BCmJ8\x1b(B')}\nText`);
    expect([in_part.subject, japanese.subject]).toEqual(['Привет', '注文']);
  });

  it('reads a page by what it says of itself', async () => {
    const mail = await parse(`${HEAD}Content-Type: text/html\nContent-Transfer-Encoding: 8bit\n\n<meta charset=koi8-r><p>\xf0\xd2\xc9</p>`);
    expect([mail.body_text, mail.body_html]).toEqual(['При', expect.stringContaining('<p>При</p>')]);
  });
});

describe('a message whose boundary', () => {
  it('is another one shows its text', async () => {
    const mail = await parser.parse(fixture('08-boundary-does-not-match'));
    expect([mail.body_text, codes(mail)]).toEqual(['lost words', ['boundary_unusable']]);
  });

  it.each([
    ['is missing, and there are none', 'multipart/mixed', 'Text, and no boundary', 'Text, and no boundary'],
    [
      'is missing, and there are some',
      'multipart/alternative',
      '--x\nContent-Type: text/plain\n\nOne\n--x\nContent-Type: text/html\n\n<p>One</p>\n--x--',
      'One',
    ],
    ['is missing above a page', 'multipart/related', '<html><body><p>One</p></body></html>', 'One'],
    ['is another one, around parts without heads', 'multipart/mixed; boundary=b', '--x\n\nOne\n--x\n\nTwo\n--x--', 'One\n\nTwo'],
    [
      'is right in the head, and a rule stands in the text',
      'multipart/mixed; boundary=b',
      '--b\n\n--\nOne\n-----\nTwo\n--b--',
      '--\nOne\n-----\nTwo',
    ],
  ])('%s shows its text', async (_, type, body, text) => {
    expect((await parse(`${HEAD}Content-Type: ${type}\n\n${body}\n`)).body_text).toBe(text);
  });

  it('is that of an inner part alone', async () => {
    const mail = await several(
      'mixed',
      part('Content-Type: multipart/alternative; boundary=i', '--j\nContent-Type: text/plain\n\nInner\n--j--'),
    );
    expect(mail.body_text).toBe('Inner');
  });
});

describe('a file', () => {
  it('that is a text and named keeps its name, also when it is to be shown', async () => {
    const mail = await parser.parse(fixture('07-named-text-part-inline'));
    expect(mail.body_text).toBe('see file');
    expect(mail.attachments).toMatchObject([{ filename: 'log.txt', content_type: 'text/plain', is_inline: false }]);
    expect(mail.attachments[0]!.content!.toString()).toBe('log line');
  });

  it('is not what a message begins with, or is alone, though it has a name', async () => {
    const first = await several(
      'mixed',
      part('Content-Type: text/plain; name=body.txt', 'Words'),
      part('Content-Type: text/plain; name=b.txt', 'File'),
    );
    expect([first.body_text, first.attachments.map(({ filename }) => filename)]).toEqual(['Words', ['b.txt']]);
    const alone = await parse(`${HEAD}Content-Type: text/plain; name=body.txt\nContent-Disposition: inline; filename=body.txt\n\nWords`);
    expect([alone.body_text, alone.attachments]).toEqual(['Words', []]);
  });

  it('that a page names is shown there', async () => {
    const mail = await parser.parse(fixture('14-img-src-is-file-name'));
    expect(mail.body_html).toContain('<img src="cid:image001.png">');
    expect(mail.attachments).toMatchObject([{ filename: 'image001.png', content_id: 'image001.png', is_inline: true }]);
  });

  it.each([
    ['name', 'Content-Type: image/png; name="My Pic.png"', `<img alt=x src='My%20Pic.png'>`, 'cid:My%20Pic.png', 'My Pic.png'],
    [
      'address',
      'Content-Type: image/png; name=p.png\nContent-Location: http://x.test/q.png',
      '<img src="http://x.test/q.png">',
      'cid:p.png',
      'p.png',
    ],
    ['content id', 'Content-Type: image/png; name=p.png\nContent-ID: <9@x>', '<img src=p.png>', 'cid:9@x', '9@x'],
    ['other name', 'Content-Type: image/png; name=p.png', '<img src="q.png">', 'q.png', ''],
  ])('that a page names by its %s, without a content id', async (_, head, html, source, content_id) => {
    const mail = await several('related', part('Content-Type: text/html', html), part(head, 'PNG'));
    expect(mail.body_html).toMatch(new RegExp(`src=["']?${source}`));
    expect(mail.attachments).toMatchObject([{ content_id, is_inline: content_id !== '' }]);
  });

  it('without a name gets one with an ending', async () => {
    const types = [
      'application/pdf',
      'image/png',
      'text/calendar',
      'message/delivery-status',
      'application/x-unheard-of',
      'message/rfc822',
    ];
    const mail = await several('mixed', ...types.map((type) => part(`Content-Type: ${type}`, 'x')));
    expect(mail.attachments.map(({ filename }) => filename)).toEqual([
      'attachment-1.pdf',
      'image-2.png',
      'attachment-3.ics',
      'attachment-4.txt',
      'attachment-5.bin',
      'message.eml',
    ]);
  });

  it('that the message ends in says so', async () => {
    const text =
      part('Content-Type: text/plain', 'Hello') +
      part('Content-Type: application/pdf; name=a.pdf\nContent-Transfer-Encoding: base64', 'JVBERi0x');
    const head = `${HEAD}Content-Type: multipart/mixed; boundary=b\n\n`;
    const cut = await parse(head + text);
    expect([codes(cut), cut.attachments[0]!.note]).toEqual([['attachment_cut'], expect.stringContaining('incomplete')]);
    const whole = await parse(`${head + text}--b--`);
    expect([codes(whole), whole.attachments[0]!.note]).toEqual([[], undefined]);
  });
});

describe('the writer of a message', () => {
  it.each([
    ['is the second From when the first is unusable', 'From: [??]\nFrom: Mira <mira@example.org>', 'mira@example.org', ['from_repeated']],
    ['is the first usable one of several', 'From: [??], Mira <mira@example.org>', 'mira@example.org', []],
    ['may have blanks in quotes', 'From: John <"john smith"@example.org>', '"john smith"@example.org', []],
    ['may have an @ in quotes', 'From: "a@b"@example.org', '"a@b"@example.org', []],
    [
      'is whom a group names that rewrote From',
      `From: 'Mira' via Support <support@example.com>\nX-Original-From: Mira <mira@example.org>`,
      'mira@example.org',
      ['from_rewritten'],
    ],
    [
      'is whom a form names',
      'From: Website <noreply@forms.example.net>\nReply-To: Mira <mira@example.org>',
      'mira@example.org',
      ['from_rewritten'],
    ],
    [
      'is the form when it names its own house',
      'From: noreply@shop.example.net\nReply-To: help@example.net',
      'noreply@shop.example.net',
      [],
    ],
    ['is a person, wherever he wants the answers', 'From: ravi@example.net\nReply-To: ravi@example.org', 'ravi@example.net', []],
  ])('%s', async (_, from, email, notes) => {
    const mail = await parse(`${HEAD.replace(/^From.*/, from)}\nText`);
    expect([mail.from?.email, codes(mail)]).toEqual([email, notes]);
  });
});

describe('the Date header', () => {
  it.each([
    ['Tue, 24 Feb 2026 09:15:00 IST', '2026-02-24T03:45:00Z'],
    ['Tue, 24 Feb 2026 09:15:00 IST (+05:30)', '2026-02-24T03:45:00Z'],
    ['Tue, 24 Feb 2026 09:15:00 CET', '2026-02-24T08:15:00Z'],
    ['Tue, 24 Feb 2026 09:15 cest', '2026-02-24T07:15:00Z'],
    ['24 Feb 2026 09:15:00 EST', '2026-02-24T14:15:00Z'],
    ['Tue, 24 Feb 2026 09:15:00 UT', '2026-02-24T09:15:00Z'],
    ['Tue, 24 Feb 2026 09:15:00 GMT+0530', '2026-02-24T03:45:00Z'],
    ['Tue, 24 Feb 2026 09:15:00 GMT', '2026-02-24T09:15:00Z'],
    ['Tue, 24 Feb 2026 09:15:00 +05:30', '2026-02-24T03:45:00Z'],
    ['Tue Feb 24 09:15:00 2026', '2026-02-24T09:15:00Z'],
    ['Tue, 24 Feb 2026 09:15:00', '2026-02-24T09:15:00Z'],
    ['24 Feb 2026', '2026-02-24T00:00:00Z'],
    ['2026-02-24T09:15:00+05:30', '2026-02-24T03:45:00Z'],
    ['2026-02-24T09:15:00', '2026-02-24T09:15:00Z'],
    ['24 Feb 2026 9:15 PM', '2026-02-24T21:15:00Z'],
    ['2026-02-24 09:15:00', '2026-02-24T09:15:00Z'],
  ])('%s is a time', async (date, at) => {
    const mail = await parse(`${HEAD.replace(/Date: .*/, `Date: ${date}`)}\nText`);
    expect([mail.sent_at, codes(mail)]).toEqual([new Date(at), []]);
  });

  it('with a zone that nobody knows is UTC and says so', async () => {
    const mail = await parse(`${HEAD.replace('+0530', 'QQT')}\nText`);
    expect([mail.sent_at, codes(mail)]).toEqual([new Date('2026-02-24T09:15:00Z'), ['date_zone_unknown']]);
  });
});
