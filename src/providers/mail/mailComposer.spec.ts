import { simpleParser } from 'mailparser';
import { isLoopToken, loopToken } from './loopToken.js';
import { composeMail, contentTypeOf, type MailToCompose, withDate } from './mailComposer.js';

const SECRET = 'a secret of the test';
const mail: MailToCompose = {
  message_id: '<0d4c3a9e-1111-4222-8333-444455556666@example.com>',
  from: { email: 'support@example.com', name: 'Support, team' },
  to: [{ email: 'asha@example.net', name: 'Asha "A" Rao' }],
  cc: [{ email: 'bharat@example.net', name: '' }],
  subject: 'Re: Where is my order?',
  date: new Date('2026-03-02T10:00:00Z'),
  in_reply_to: '<a@example.net>',
  reference_ids: ['<first@example.net>', '<a@example.net>'],
  text: 'It left today.\n',
  html: '<p>It left <b>today</b>.</p>',
  attachments: [
    {
      filename: 'invoice.pdf',
      content_type: 'application/pdf',
      content: Buffer.from('%PDF-1.4 invented'),
      content_id: '',
      is_inline: false,
    },
  ],
  loop_token: loopToken(SECRET, '<0d4c3a9e-1111-4222-8333-444455556666@example.com>'),
};
const headersOf = (raw: Buffer) => raw.toString().split('\r\n\r\n')[0]!;
const unfolded = (raw: Buffer) => headersOf(raw).replace(/\r\n[ \t]+/g, ' ');

describe('composeMail', () => {
  it('names domains in ASCII, and leaves a quoted local part whole', async () => {
    const head = unfolded(
      await composeMail({
        ...mail,
        from: { email: 'team@bücher.example', name: 'Mira' },
        to: [
          { email: '"john smith"@example.com', name: '' },
          { email: 'mira@bücher.example', name: 'Mira Ö' },
        ],
      }),
    );
    expect(head).toContain('\r\nTo: <"john smith"@example.com>, =?UTF-8?Q?Mira_=C3=96?= <mira@xn--bcher-kva.example>\r\n');
    expect(head).toContain('From: Mira <team@xn--bcher-kva.example>\r\n');
  });

  it('says everything that the message is', async () => {
    const raw = await composeMail(mail);
    const parsed = await simpleParser(raw);
    expect(parsed.messageId).toBe(mail.message_id);
    expect(parsed.inReplyTo).toBe('<a@example.net>');
    expect(parsed.references).toEqual(['<first@example.net>', '<a@example.net>']);
    expect(parsed.date).toEqual(mail.date);
    expect(parsed.from!.value).toEqual([{ address: 'support@example.com', name: 'Support, team' }]);
    expect([parsed.to].flat()[0]!.value).toEqual([{ address: 'asha@example.net', name: 'Asha "A" Rao' }]);
    expect([parsed.text!.trim(), parsed.html]).toEqual(['It left today.', '<p>It left <b>today</b>.</p>']);
    expect(parsed.attachments.map(({ filename, contentType, content }) => [filename, contentType, content.toString()])).toEqual([
      ['invoice.pdf', 'application/pdf', '%PDF-1.4 invented'],
    ]);
    expect(isLoopToken(SECRET, String(parsed.headers.get('x-cs-loop')))).toBe(true);
    expect(parsed.replyTo).toBeUndefined();
    expect(headersOf(raw)).not.toMatch(/^bcc:/im);
  });

  it('carries what the HTML shows beside the HTML, and what is attached apart', async () => {
    const picture = {
      filename: 'screen.png',
      content_type: 'image/png',
      content: Buffer.from('a picture'),
      content_id: '1.x@example.com',
      is_inline: true,
    };
    const raw = await composeMail({ ...mail, html: '<p><img src="cid:1.x@example.com"></p>', attachments: [...mail.attachments, picture] });
    const types = [...raw.toString().matchAll(/^Content-Type: (multipart\/\w+|text\/\w+|image\/png|application\/pdf)/gim)].map(
      ([, type]) => type,
    );
    expect(types).toEqual([
      'multipart/mixed',
      'multipart/alternative',
      'text/plain',
      'multipart/related',
      'text/html',
      'image/png',
      'application/pdf',
    ]);
    const parsed = await simpleParser(raw, { skipImageLinks: true });
    expect(parsed.attachments.map(({ cid, related, contentDisposition }) => [cid, related, contentDisposition])).toEqual([
      ['1.x@example.com', true, 'inline'],
      [undefined, undefined, 'attachment'],
    ]);
  });

  it('makes of a message with another date what it would have made with that date at once', async () => {
    const date = new Date('2026-12-24T18:30:05Z');
    const words = { text: 'आदेश\nDate: yesterday\n', subject: 'Date: आदेश' };
    const [first, then] = await Promise.all([composeMail({ ...mail, ...words }), composeMail({ ...mail, ...words, date })]);
    expect(withDate(first, date).equals(then)).toBe(true);
  });

  it('makes the same bytes of the same words, and others of another message', async () => {
    const [one, two, other] = await Promise.all([
      composeMail(mail),
      composeMail({ ...mail }),
      composeMail({ ...mail, message_id: '<other@example.com>' }),
    ]);
    expect(one.equals(two)).toBe(true);
    expect(one.equals(other)).toBe(false);
  });

  it.each([
    'ऑर्डर कहाँ है? जल्दी बताइए, मैं दस दिन से इंतज़ार कर रहा हूँ',
    'Größe 😀 '.repeat(40).trim(),
    'Re: '.padEnd(600, 'long '),
    'Re: Fwd: "quoted" <brackets>, commas; dots...',
  ])('keeps the subject %s', async (subject) => {
    const parsed = await simpleParser(await composeMail({ ...mail, subject }));
    expect(parsed.subject).toBe(subject.trim());
  });

  it('breaks no id of very long references, and no line gets too long', async () => {
    const reference_ids = Array.from(
      { length: 20 },
      (_, index) => `<${String(index).padStart(3, '0')}-${'abcdefghij'.repeat(20)}@example.net>`,
    );
    const raw = await composeMail({ ...mail, reference_ids });
    expect((await simpleParser(raw)).references).toEqual(reference_ids);
    expect(
      Math.max(
        ...headersOf(raw)
          .split('\r\n')
          .map((line) => line.length),
      ),
    ).toBeLessThan(998);
  });

  it.each([
    '\r\nBcc: victim@example.org',
    '\nBcc: victim@example.org\n\nbody',
    '\rBcc: victim@example.org',
    '\u0000\r\n\r\nBcc: victim@example.org',
  ])('lets nobody write a header with %j', async (evil) => {
    const raw = await composeMail({
      ...mail,
      subject: `Hello${evil}`,
      from: { email: 'support@example.com', name: `Support${evil}` },
      to: [{ email: `asha@example.net${evil}`, name: `Asha${evil}` }],
      in_reply_to: `<a@example.net>${evil}`,
      attachments: [
        { filename: `a.txt${evil}`, content_type: `text/plain${evil}`, content: Buffer.from('x'), content_id: '', is_inline: false },
        { filename: 'a.png', content_type: 'image/png', content: Buffer.from('x'), content_id: `1${evil}`, is_inline: true },
      ],
      loop_token: `token${evil}`,
    });
    expect(
      headersOf(raw)
        .split('\r\n')
        .filter((line) => /^bcc/i.test(line)),
    ).toEqual([]);
    expect(
      unfolded(raw)
        .split('\r\n')
        .map((line) => line.split(':')[0]!.toLowerCase())
        .sort(),
    ).toEqual([
      'cc',
      'content-type',
      'date',
      'from',
      'in-reply-to',
      'message-id',
      'mime-version',
      'references',
      'subject',
      'to',
      'x-cs-loop',
    ]);
  });
});

describe('the loop token', () => {
  const token = loopToken(SECRET, '<a@example.com>');
  it('is known again, folded too', () => {
    expect(isLoopToken(SECRET, token)).toBe(true);
    expect(isLoopToken(SECRET, token.replace(';', ';\r\n '))).toBe(true);
  });
  it.each([
    ['of another secret', loopToken('another', '<a@example.com>')],
    ['for another message', token.replace('<a@', '<b@')],
    ['cut', token.slice(0, -1)],
    ['nothing', ''],
    ['a word', 'hello'],
  ])('is not %s', (_, value) => expect(isLoopToken(SECRET, value)).toBe(false));
});

describe('contentTypeOf', () => {
  it('reads the end of a name', () => {
    expect([contentTypeOf('a.pdf'), contentTypeOf('photo.JPG'), contentTypeOf('README')]).toEqual([
      'application/pdf',
      'image/jpeg',
      'application/octet-stream',
    ]);
  });
});
