import { Random } from '../../../src/providers/sandbox/random.js';

/** One message of the story: what it is, and where it belongs. */
export interface StoryMessage {
  /** Printed in its text, or in its subject; unique. */
  mark: string;
  /** Messages with the same one belong into one thread. */
  thread: string;
  folder: 'INBOX' | 'Archive' | 'Sent';
  raw: Buffer;
  /** How it comes again: not at all, byte for byte, by another way (other trace headers), in a second folder too. */
  again: 'no' | 'same' | 'rerouted' | 'copied';
}

export interface MailStory {
  /** In the order of delivery. */
  messages: StoryMessage[];
  threads: number;
}

export const MAILBOX = 'support@example.com';

/** What a customer's mail is like, beside being an ordinary one. */
const QUIRKS = [
  ['none', 60],
  ['html', 15],
  ['attachment', 8],
  ['8bit', 6],
  ['no_message_id', 4],
  ['broken_boundary', 3],
  ['no_date', 2],
  ['two_from', 1],
  ['no_body', 1],
] as const;
type Quirk = (typeof QUIRKS)[number][0];

/** How a reply names what it answers. */
const REFERENCES = [
  ['both', 70],
  ['in_reply_to', 15],
  ['references', 15],
] as const;

/**
 * Invents a mailbox of about `count` messages: conversations whose mails come in order, or not; strangers who answer into other
 * people's conversations; and the odd shapes that mail has. The same seed gives the same bytes.
 */
export function inventMail(seed: string, count: number): MailStory {
  const random = new Random(`mail/${seed}`);
  const messages: StoryMessage[] = [];
  let threads = 0;
  while (messages.length < count) messages.push(...conversation(random, threads++));
  return {
    messages: shuffledABit(random, messages.slice(0, count)),
    threads: new Set(messages.slice(0, count).map(({ thread }) => thread)).size,
  };
}

function conversation(random: Random, number: number): StoryMessage[] {
  const customer = `customer${number}@example.org`;
  const thread = `conversation-${number}`;
  const length = random.weighted([
    [1, 40],
    [2, 20],
    [3, 15],
    [5, 15],
    [9, 10],
  ] as const);
  const ids: string[] = [];
  const messages: StoryMessage[] = [];
  for (let place = 0; place < length; place++) {
    const ours = place > 0 && random.int(0, 2) === 0;
    // Without an id, nobody can answer it: such a message stands alone.
    const quirk: Quirk = random.weighted(QUIRKS);
    const alone = !ours && quirk === 'no_message_id';
    const mark = `mark-${number}-${place}-end`;
    const id = `<${mark}@${ours ? 'example.com' : 'mail.example.org'}>`;
    const stands_alone = alone && place > 0;
    const subject = place === 0 ? `Question ${number}` : `Re: Question ${number}`;
    messages.push({
      mark,
      thread: stands_alone ? `${thread}/${mark}` : thread,
      folder: ours
        ? 'Sent'
        : random.weighted([
            ['INBOX', 9],
            ['Archive', 1],
          ] as const),
      raw: write({
        mark,
        quirk: ours ? 'none' : quirk,
        id: alone ? undefined : id,
        from: ours ? MAILBOX : customer,
        to: ours ? customer : MAILBOX,
        subject: quirk === 'no_body' && !ours ? `${subject} ${mark}` : subject,
        ids: stands_alone ? [] : ids,
        references: random.weighted(REFERENCES),
        at: new Date(Date.UTC(2026, 10, 1) + number * 60_000 + place * 3_600_000),
      }),
      again: ours
        ? 'no'
        : random.weighted([
            ['no', 80],
            ['same', 7],
            ['rerouted', 6],
            ['copied', 7],
          ] as const),
    });
    if (alone && place === 0) break;
    if (!alone) ids.push(id);
  }
  // Somebody who was never in it answers into it.
  if (ids.length > 1 && random.int(0, 9) === 0) {
    const mark = `mark-${number}-stranger-end`;
    messages.push({
      mark,
      thread: `${thread}/stranger`,
      folder: 'INBOX',
      again: 'no',
      raw: write({
        mark,
        quirk: 'none',
        id: `<${mark}@elsewhere.example.net>`,
        from: `stranger${number}@example.net`,
        to: MAILBOX,
        subject: `Re: Question ${number}`,
        ids,
        references: 'both',
        at: new Date(Date.UTC(2026, 10, 20) + number * 60_000),
      }),
    });
  }
  return messages;
}

/** Mail comes nearly in order: each message may be overtaken by a few. */
function shuffledABit(random: Random, messages: StoryMessage[]): StoryMessage[] {
  return messages
    .map((message, place) => ({ message, at: place + (random.int(0, 4) === 0 ? random.int(0, 12) : 0) }))
    .sort((a, b) => a.at - b.at || a.message.mark.localeCompare(b.message.mark))
    .map(({ message }) => message);
}

interface Draft {
  mark: string;
  quirk: Quirk;
  id: string | undefined;
  from: string;
  to: string;
  subject: string;
  /** Of the conversation so far, oldest first. */
  ids: string[];
  references: (typeof REFERENCES)[number][0];
  at: Date;
}

function write({ mark, quirk, id, from, to, subject, ids, references, at }: Draft): Buffer {
  const header = [
    `Received: from relay.example.net (relay.example.net [192.0.2.7]) by mx.example.com; ${at.toUTCString()}`,
    `From: Customer <${from}>`,
    ...(quirk === 'two_from' ? [`From: Customer <${from}>`] : []),
    `To: ${to}`,
    `Subject: ${subject}`,
    ...(quirk === 'no_date' ? [] : [`Date: ${at.toUTCString()}`]),
    ...(id ? [`Message-ID: ${id}`] : []),
    ...(ids.length > 0 && references !== 'references' ? [`In-Reply-To: ${ids.at(-1)}`] : []),
    ...(ids.length > 0 && references !== 'in_reply_to' ? [`References: ${ids.join('\r\n ')}`] : []),
    'MIME-Version: 1.0',
  ];
  const text = `Hello,\r\n\r\nthis is ${mark}.\r\n\r\nRegards\r\n`;
  return Buffer.from([...header, ...body(quirk, text, mark)].join('\r\n'), 'latin1');
}

function body(quirk: Quirk, text: string, mark: string): string[] {
  const plain = ['Content-Type: text/plain; charset=utf-8', '', text];
  switch (quirk) {
    case 'html':
      return ['Content-Type: text/html; charset=utf-8', '', `<p>Hello,</p><p>this is <b>${mark}</b>.</p><script>alert(1)</script>\r\n`];
    case 'attachment':
      return [
        'Content-Type: multipart/mixed; boundary="b1"',
        '',
        '--b1',
        ...plain,
        '--b1',
        'Content-Type: application/pdf; name="bill.pdf"',
        'Content-Disposition: attachment; filename="bill.pdf"',
        'Content-Transfer-Encoding: base64',
        '',
        Buffer.from(`%PDF-1.4 ${mark}`).toString('base64'),
        '--b1--',
        '',
      ];
    case '8bit':
      return ['Content-Type: text/plain; charset=iso-8859-1', 'Content-Transfer-Encoding: 8bit', '', `Gr\xfc\xdfe, ${mark}\r\n`];
    case 'broken_boundary':
      return [
        'Content-Type: multipart/mixed; boundary="b1"',
        '',
        '--b1',
        ...plain,
        '--b2',
        'Content-Type: text/plain',
        '',
        'never closed\r\n',
      ];
    case 'no_body':
      // Its mark is in the subject then.
      return ['Content-Type: text/plain; charset=utf-8', '', ''];
    default:
      return plain;
  }
}

/** The same message as it would have come by another relay. */
export function reroute(raw: Buffer): Buffer {
  return Buffer.from(
    raw
      .toString('latin1')
      .replace(/^Received: [^\r]*/, 'Received: from other.example.net by mx2.example.com; Sun, 1 Nov 2026 00:00:00 GMT'),
    'latin1',
  );
}
