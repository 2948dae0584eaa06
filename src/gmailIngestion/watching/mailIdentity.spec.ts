import { identityOf, isCopy } from './mailIdentity.js';

const mail = (...lines: string[]) => Buffer.from(lines.join('\r\n'), 'latin1');
const identity = (...lines: string[]) => identityOf({ source: mail(...lines) });
const USUAL = ['Message-ID: <a1@example.com>', 'From: Asha <asha@example.com>', 'Date: Tue, 24 Feb 2026 09:15:15 +0530'];

describe('identityOf', () => {
  it("takes Gmail's number where there is one, whatever the message says", () => {
    expect(identityOf({ gmail_message_id: '1278455344230334865', source: mail(...USUAL) })).toBe('gm:1278455344230334865');
  });

  it('is the same for copies that came by other ways', () => {
    const one = identity('Received: from a.example.com', 'Return-Path: <x@example.com>', ...USUAL, 'Subject: Hello', '', 'Text');
    const other = identity(
      'Delivered-To: y@example.com',
      'X-Received: by b.example.com',
      ...USUAL,
      'Subject: [list] Hello',
      '',
      'Text',
      '-- ',
      'footer',
    );
    expect(one).toMatch(/^mid:[0-9a-f]{64}$/);
    expect(other).toBe(one);
  });

  it('is the same however the head is folded, spelled and ended', () => {
    const folded = identity(
      'message-id:',
      ' <a1@example.com>',
      'FROM: Asha',
      '\t<ASHA@example.com>',
      'date:Tue, 24 Feb 2026',
      '  09:15:15 +0530',
      '',
      'x',
    );
    const unix = identityOf({ source: Buffer.from([...USUAL, '', 'x'].join('\n')) });
    expect(folded).toBe(identity(...USUAL, '', 'x'));
    expect(unix).toBe(identity(...USUAL, '', 'x'));
  });

  it('tells messages apart that share an id by mistake', () => {
    const other_date = identity(USUAL[0]!, USUAL[1]!, 'Date: Wed, 25 Feb 2026 09:15:15 +0530');
    const other_sender = identity(USUAL[0]!, 'From: bharat@example.com', USUAL[2]!);
    expect(new Set([identity(...USUAL), other_date, other_sender]).size).toBe(3);
  });

  it.each([
    ['without the header', []],
    ['with an empty one', ['Message-ID:']],
    ['with blanks', ['Message-ID:    ']],
    ['with empty brackets', ['Message-ID: <>']],
    ['with blank brackets', ['Message-ID: <  >']],
  ])('goes by the message itself %s', (_name, id) => {
    const one = identity('Received: from a', ...id, 'From: a@example.com', 'Subject: Hello', '', 'Text');
    expect(one).toMatch(/^raw:[0-9a-f]{64}$/);
    const traces = [
      'Return-Path: <b@example.com>',
      'Authentication-Results: mx.example.com;',
      ' dkim=pass',
      'ARC-Seal: i=1; a=rsa',
      'X-Received: by c',
      'X-Spam-Score: 1',
      'Delivered-To: z@example.com',
    ];
    expect(identity(...traces, ...id, 'From: a@example.com', 'Subject: Hello', '', 'Text')).toBe(one);
    expect(
      identityOf({ source: Buffer.from(['Received: from a', ...id, 'From: a@example.com', 'Subject: Hello', '', 'Text'].join('\n')) }),
    ).toBe(one);
    expect(identity(...id, 'From: a@example.com', 'Subject: Hello', '', 'Text!')).not.toBe(one);
    expect(identity(...id, 'From: a@example.com', 'Subject: Hallo', '', 'Text')).not.toBe(one);
  });

  it('takes an id without brackets, and the first of two', () => {
    expect(identity('Message-ID: a1@example.com', USUAL[1]!, USUAL[2]!)).toBe(identity(...USUAL));
    expect(identity(...USUAL, 'Message-ID: <b2@example.com>')).toBe(identity(...USUAL));
  });

  it('does not take for a header what stands in the body', () => {
    expect(identity('From: a@example.com', '', 'Message-ID: <a1@example.com>')).toMatch(/^raw:/);
    expect(identity('From: a@example.com', 'this line is no header', 'Message-ID: <a1@example.com>')).toMatch(/^raw:/);
  });

  it('keeps bytes beyond ASCII apart', () => {
    const sender = (byte: number) =>
      identityOf({
        source: Buffer.concat([mail('Message-ID: <a1@example.com>', 'From: '), Buffer.from([byte]), mail('@example.com', '', 'x')]),
      });
    expect(sender(0xe4)).not.toBe(sender(0xf6));
  });

  it.each([
    ['nothing', ''],
    ['one line end', '\r\n'],
    ['a body alone', '\r\nText'],
    ['a colon', ':'],
    ['a continuation of nothing', ' folded\r\n\r\nText'],
    ['zero bytes', '\0\0\0'],
    ['a lone carriage return', 'Subject: a\rMessage-ID: <x@example.com>\r\n\r\n'],
  ])('has one for %s', (_name, text) => {
    expect(identityOf({ source: Buffer.from(text) })).toMatch(/^raw:[0-9a-f]{64}$/);
  });

  it('reads on behind a header of 5 MB, and a head without end', () => {
    const long = `References: ${'<reference@example.com>\r\n '.repeat(200_000)}`;
    const one = identity(long.trimEnd(), ...USUAL);
    expect(long.length).toBeGreaterThan(5_000_000);
    expect(one).toBe(identity(...USUAL));
  });

  it('passes over the line that mailbox files begin with', () => {
    expect(identity('From asha@example.com Tue Feb 24 09:15:15 2026', ...USUAL, '', 'x')).toBe(identity(...USUAL, '', 'x'));
  });
});

describe('isCopy', () => {
  const letter = (text: string[], ...head: string[]) => mail(...USUAL, ...head, '', ...text);
  const multipart = (boundary: string, ...parts: string[]) => [
    ...parts.flatMap((part) => [`--${boundary}`, 'Content-Type: text/plain', '', part]),
    `--${boundary}--`,
  ];
  const FIRST = letter(['My parcel is broken.', 'Please help.'], 'Subject: Help');

  it.each([
    ['came by another way', letter(['My parcel is broken.', 'Please help.'], 'Received: from x', 'Subject: Help')],
    [
      'was encoded on its way',
      letter(['My parcel is brok=', 'en.', 'Please=20help.'], 'Subject: Help', 'Content-Transfer-Encoding: quoted-printable'),
    ],
    [
      'came by a list, with a tag and a footer',
      letter(['My parcel is broken.', 'Please help.', '____', 'A list'], 'List-Id: <a.b>', 'Subject: [a] Help'),
    ],
    [
      'came by a list that wraps it',
      letter(
        multipart('w', 'My parcel is broken.\r\nPlease help.', 'A list'),
        'List-Id: <a.b>',
        'Subject: Help',
        'Content-Type: multipart/mixed; boundary=w',
      ),
    ],
  ])('is one that %s', (_, other) => {
    expect([isCopy(FIRST, other), isCopy(other, FIRST)]).toEqual([true, true]);
  });

  it.each([
    ['says something else', letter(['My parcel is here.'], 'Subject: Help')],
    ['says more', letter(['My parcel is broken.', 'Please help.', 'Order 5550123'], 'Subject: Help')],
    ['says less', letter(['My parcel is broken.'], 'Subject: Help')],
    ['says nothing', letter([''], 'Subject: Help')],
    ['says it about something else', letter(['My parcel is broken.', 'Please help.'], 'Subject: Entry 2')],
    ['came by a list and says something else', letter(['My parcel is here.', '____', 'A list'], 'List-Id: <a.b>', 'Subject: Help')],
  ])('is none that %s', (_, other) => {
    expect([isCopy(FIRST, other), isCopy(other, FIRST)]).toEqual([false, false]);
  });
});
