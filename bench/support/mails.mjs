// Invented mail of a support mailbox: plain and HTML, quoted replies, newsletters, absence notes, attachments. The same seed gives the same mail.
import { createHash } from 'node:crypto';

/** @typedef {{ raw: Buffer, at: Date, is_read: boolean }} Mail */

const WORDS =
  `order parcel invoice refund account password delivery address warranty charger screen battery replacement courier payment card subscription
  renewal upgrade store counter receipt colour size cable adapter manual engineer visit appointment morning evening Monday Thursday please thank you kindly
  still waiting since last week nobody called back could you tell when it arrives the number on the box does not match what I ordered and the amount was
  taken twice from my account we would like to have it repaired or exchanged as soon as possible because our team needs it for the work on site`.split(
    /\s+/,
  );
const FIRST = ['Asha', 'Ravi', 'Meera', 'Tom', 'Julia', 'Chen', 'Omar', 'Nina', 'Pavel', 'Sofía', 'Jörg', 'Lata'];
const LAST = ['Rao', 'Mehta', 'Smith', 'Weber', 'Lopez', 'Iyer', 'Novak', 'Khan', 'Brown', 'Sharma', 'Müller', 'Dubois'];
const HINDI = 'नमस्ते, मेरा ऑर्डर अभी तक नहीं आया है। कृपया बताइए कि पार्सल कहाँ है और कब तक पहुँचेगा। ';
const DAY_MS = 86_400_000;

/** Pseudo-random numbers, xorshift. @param {number} seed */
function randomOf(seed) {
  let state = seed >>> 0 || 1;
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
  return {
    next,
    below: (/** @type {number} */ limit) => Math.floor(next() * limit),
    /** @template T @param {readonly T[]} values */
    pick: (values) => values[Math.floor(next() * values.length)],
  };
}

/** @typedef {{ writer: number, subject: string, ids: string[], text: string }} Matter */

/**
 * So many messages of the last four weeks, oldest first, and how many threads and attachments they make.
 * @param {number} messages @param {number} seed
 */
export function inventMails(messages, seed) {
  const random = randomOf(seed);
  const writers = Math.max(10, Math.floor(messages / 4));
  /** @type {Matter[]} */
  const matters = [];
  let threads = 0;
  let attachments = 0;
  /** @type {Mail[]} */
  const mails = [];
  const start = Date.now() - 28 * DAY_MS;
  const step = (28 * DAY_MS - 3_600_000) / messages;
  for (let number = 0; number < messages; number++) {
    const at = new Date(start + number * step);
    const kind = random.next();
    if (kind < 0.1) {
      threads++;
      mails.push(newsletter(number, at, random));
      continue;
    }
    /** @type {Matter} */
    let matter;
    const open = matters.slice(-400);
    if (open.length === 0 || random.next() < 0.45) {
      threads++;
      matter = {
        writer: random.below(writers),
        subject: `${sentence(random, 3 + random.below(5))}${random.next() < 0.1 ? ` [#${100_000 + number}]` : ''}`,
        ids: [],
        text: '',
      };
      matters.push(matter);
    } else matter = random.pick(open);
    const letter = writeLetter(number, at, matter, random, kind > 0.97);
    attachments += letter.attachments;
    mails.push({ raw: letter.raw, at, is_read: random.next() < 0.6 });
  }
  return { mails, threads, attachments, bytes: mails.reduce((sum, { raw }) => sum + raw.length, 0) };
}

/** One plain mail, told apart by its mark, for arrivals. @param {string} mark */
export function arrival(mark) {
  const head = headOf({
    number: mark,
    from: `Asha Rao <asha.rao@example.net>`,
    subject: `A question ${mark}`,
    id: `${mark}@mail.example.net`,
    at: new Date(),
  });
  const text = `Hello,\r\n\r\nplease tell me when the parcel arrives (${mark}).\r\n\r\nKind regards\r\nAsha Rao\r\n`;
  return Buffer.from([...head, 'Content-Type: text/plain; charset=utf-8', '', text].join('\r\n'));
}

/** @typedef {ReturnType<typeof randomOf>} Random */

/** @param {number} number @param {Date} at @param {Matter} matter @param {Random} random @param {boolean} is_absence */
function writeLetter(number, at, matter, random, is_absence) {
  const first = FIRST[matter.writer % FIRST.length];
  const last = LAST[Math.floor(matter.writer / FIRST.length) % LAST.length];
  const email = `writer${matter.writer}@customer${matter.writer % 90}.example.net`;
  const id = `${createHash('sha1').update(`${number}/${at.getTime()}`).digest('hex').slice(0, 24)}@mail.example.net`;
  const is_reply = matter.ids.length > 0;
  const head = headOf({
    number,
    from: `=?UTF-8?B?${Buffer.from(`${first} ${last}`).toString('base64')}?= <${email}>`,
    subject: `${is_reply ? 'Re: ' : ''}${matter.subject}`,
    id,
    at,
  });
  // Our own answers lie elsewhere; references name them all the same.
  const chain = matter.ids.slice(-12);
  if (is_reply) head.push(`In-Reply-To: <${chain.at(-1)}>`, `References: ${chain.map((each) => `<${each}>`).join('\r\n ')}`);
  if (is_absence) head.push('Auto-Submitted: auto-replied', 'X-Auto-Response-Suppress: All');
  const text = `${random.next() < 0.1 ? HINDI.repeat(3) : ''}${paragraphs(random, 2 + random.below(6))}\r\n\r\nKind regards\r\n${first} ${last}\r\n`;
  const quoted = is_reply
    ? `\r\nOn ${at.toUTCString()}, Support <support@example.com> wrote:\r\n${matter.text
        .split('\r\n')
        .map((line) => `> ${line}`)
        .join('\r\n')}\r\n`
    : '';
  matter.ids.push(id, `answer.${number}@example.com`);
  matter.text = `${text}${quoted}`.slice(0, 6000);

  /** @type {string[]} */
  let body;
  const form = random.next();
  if (form < 0.4)
    body = ['Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: quoted-printable', '', quotedPrintable(text + quoted)];
  else if (form < 0.45)
    body = [
      'Content-Type: text/plain; charset=iso-8859-1',
      'Content-Transfer-Encoding: 8bit',
      '',
      (text + quoted).replace(/[\u0100-\uffff]/g, '?'),
    ];
  else body = alternative(`alt_${number}`, text + quoted, page(text, quoted, random));
  const is_latin = form >= 0.4 && form < 0.45;
  const files = random.next();
  /** @type {number[]} */
  let sizes = [];
  if (files < 0.13) sizes = Array.from({ length: 1 + random.below(2) }, () => 4_000 + random.below(60_000));
  else if (files < 0.15) sizes = [150_000 + random.below(60_000)];
  if (sizes.length > 0) body = mixed(`mix_${number}`, body, sizes, random);
  return { raw: Buffer.from([...head, ...body].join('\r\n'), is_latin ? 'latin1' : 'utf8'), attachments: sizes.length };
}

/** @param {number} number @param {Date} at @param {Random} random @returns {Mail} */
function newsletter(number, at, random) {
  const head = headOf({
    number,
    from: `"The shop" <news@shop${number % 25}.example.org>`,
    subject: `${sentence(random, 5)} and other news`,
    id: `news.${number}.${at.getTime()}@shop.example.org`,
    at,
  });
  head.push(`List-Id: <news.shop${number % 25}.example.org>`, 'List-Unsubscribe: <https://shop.example.org/leave>', 'Precedence: bulk');
  const text = paragraphs(random, 8);
  return {
    raw: Buffer.from([...head, ...alternative(`news_${number}`, text, page(text + paragraphs(random, 20), '', random))].join('\r\n')),
    at,
    is_read: true,
  };
}

/** The trace, the signatures and the rest, as mail has it. @param {{ number: number | string, from: string, subject: string, id: string, at: Date }} mail */
function headOf({ number, from, subject, id, at }) {
  const hash = createHash('sha512').update(String(number)).digest('base64');
  const received = (/** @type {string} */ by) =>
    `Received: from relay.example.net (relay.example.net [192.0.2.${String(number).length}])\r\n\tby ${by} (Postfix) with ESMTPS id ${hash.slice(0, 10)}\r\n\tfor <support@example.com>; ${at.toUTCString().replace('GMT', '+0000')}`;
  return [
    'Return-Path: <bounce@example.net>',
    received('mx.example.com'),
    received('relay.example.net'),
    received('mail.example.net'),
    `DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.net; s=mail;\r\n\th=from:to:subject:date:message-id:mime-version; bh=${hash.slice(0, 44)};\r\n\tb=${hash.match(/.{1,60}/g)?.join('\r\n\t ')}`,
    'Authentication-Results: mx.example.com; dkim=pass header.d=example.net; spf=pass smtp.mailfrom=example.net; dmarc=pass',
    `From: ${from}`,
    'To: Support <support@example.com>',
    `Subject: ${subject}`,
    `Date: ${at.toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: <${id}>`,
    'User-Agent: Invented Mail 5.1',
    'MIME-Version: 1.0',
  ];
}

/** @param {string} boundary @param {string} text @param {string} html */
function alternative(boundary, text, html) {
  return [
    `Content-Type: multipart/alternative; boundary="${boundary}"`,
    '',
    `--${boundary}`,
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: quoted-printable',
    '',
    quotedPrintable(text),
    `--${boundary}`,
    'Content-Type: text/html; charset=utf-8',
    'Content-Transfer-Encoding: quoted-printable',
    '',
    quotedPrintable(html),
    `--${boundary}--`,
    '',
  ];
}

/** @param {string} boundary @param {string[]} body @param {number[]} sizes @param {Random} random */
function mixed(boundary, body, sizes, random) {
  const files = sizes.flatMap((size, index) => {
    const is_image = random.next() < 0.5;
    const bytes = Buffer.alloc(size);
    for (let at = 0; at + 4 <= size; at += 4) bytes.writeUInt32LE(Math.floor(random.next() * 2 ** 32), at);
    return [
      `--${boundary}`,
      `Content-Type: ${is_image ? 'image/jpeg' : 'application/pdf'}; name="${is_image ? 'photo' : 'invoice'}-${index}.${is_image ? 'jpg' : 'pdf'}"`,
      'Content-Transfer-Encoding: base64',
      `Content-Disposition: attachment; filename="${is_image ? 'photo' : 'invoice'}-${index}.${is_image ? 'jpg' : 'pdf'}"`,
      '',
      bytes.toString('base64').replace(/.{76}/g, '$&\r\n'),
    ];
  });
  return [`Content-Type: multipart/mixed; boundary="${boundary}"`, '', `--${boundary}`, ...body, ...files, `--${boundary}--`, ''];
}

/** A page as mail programs write it: tables, styles, links. @param {string} text @param {string} quoted @param {Random} random */
function page(text, quoted, random) {
  const cells = text
    .split(/(?:\r\n)+/)
    .map(
      (line) =>
        `<tr><td style="font-family:Arial,sans-serif;font-size:14px;line-height:20px;color:#333333;padding:4px 12px" valign="top"><p class="MsoNormal" style="margin:0 0 8px">${line}${
          random.next() < 0.3
            ? ` <a href="https://shop.example.org/orders/${random.below(1e6)}" target="_blank" style="color:#1155cc">see here</a>`
            : ''
        }</p></td></tr>`,
    );
  const quote =
    quoted &&
    `<div class="gmail_quote"><blockquote style="margin:0 0 0 .8ex;border-left:1px solid #ccc;padding-left:1ex">${quoted
      .replaceAll('>', '')
      .split('\r\n')
      .map((line) => `<div>${line}</div>`)
      .join('\r\n')}</blockquote></div>`;
  return `<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"><style>${'p.MsoNormal{margin:0;font-size:11pt;font-family:Calibri,sans-serif}\r\n'.repeat(6)}</style></head>
<body bgcolor="#ffffff"><table width="600" cellpadding="0" cellspacing="0" border="0" align="center">${cells.join('\r\n')}</table>
<img src="https://shop.example.org/logo.png" width="120" height="40" alt="logo">${quote}</body></html>`;
}

/** @param {Random} random @param {number} words */
function sentence(random, words) {
  const text = Array.from({ length: words }, () => random.pick(WORDS)).join(' ');
  return text[0].toUpperCase() + text.slice(1);
}

/** @param {Random} random @param {number} number */
function paragraphs(random, number) {
  return Array.from({ length: number }, () =>
    Array.from({ length: 1 + random.below(4) }, () => `${sentence(random, 6 + random.below(14))}.`).join(' '),
  ).join('\r\n\r\n');
}

/** @param {string} text */
function quotedPrintable(text) {
  return text
    .split('\r\n')
    .map((line) => {
      const bytes = Buffer.from(line);
      let out = '';
      let width = 0;
      for (const byte of bytes) {
        const sign =
          (byte >= 33 && byte <= 126 && byte !== 61) || byte === 32 || byte === 9
            ? String.fromCharCode(byte)
            : `=${byte.toString(16).toUpperCase().padStart(2, '0')}`;
        if (width + sign.length > 75) {
          out += '=\r\n';
          width = 0;
        }
        out += sign;
        width += sign.length;
      }
      return out;
    })
    .join('\r\n');
}
