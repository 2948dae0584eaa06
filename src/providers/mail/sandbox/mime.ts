/** As little of MIME as the sandbox writes. */
export interface SandboxMail {
  message_id: string;
  from: { name: string; email: string };
  to: string;
  subject: string;
  date: Date;
  text: string;
  html?: string;
  in_reply_to?: string;
  references?: string[];
  headers?: Record<string, string>;
  attachments?: { filename: string; content_type: string; content: Buffer }[];
}

export function writeMail(mail: SandboxMail): Buffer {
  const boundary = `sandbox-${mail.message_id.replace(/\W/g, '').slice(0, 24)}`;
  const texts = mail.html
    ? parts('alternative', `${boundary}-a`, [textPart('plain', mail.text), textPart('html', mail.html)])
    : textPart('plain', mail.text);
  const files = (mail.attachments ?? []).map(({ filename, content_type, content }) => [
    `Content-Type: ${content_type}; name="${filename}"`,
    'Content-Transfer-Encoding: base64',
    `Content-Disposition: attachment; filename="${filename}"`,
    '',
    base64(content),
  ]);
  const body = files.length > 0 ? parts('mixed', boundary, [texts, ...files]) : texts;
  const head = [
    `Message-ID: ${mail.message_id}`,
    `From: ${encoded(mail.from.name)} <${mail.from.email}>`,
    `To: ${mail.to}`,
    `Subject: ${encoded(mail.subject)}`,
    `Date: ${mail.date.toUTCString().replace('GMT', '+0000')}`,
    ...(mail.in_reply_to ? [`In-Reply-To: ${mail.in_reply_to}`] : []),
    ...(mail.references?.length ? [`References: ${mail.references.join(' ')}`] : []),
    ...Object.entries(mail.headers ?? {}).map(([name, value]) => `${name}: ${value}`),
    'MIME-Version: 1.0',
  ];
  return Buffer.from(`${[...head, ...body].join('\r\n')}\r\n`);
}

/** A part is its header lines, an empty line, its body lines. */
function parts(kind: string, boundary: string, inner: string[][]): string[] {
  return [
    `Content-Type: multipart/${kind}; boundary="${boundary}"`,
    '',
    ...inner.flatMap((part) => [`--${boundary}`, ...part]),
    `--${boundary}--`,
  ];
}

function textPart(kind: 'plain' | 'html', text: string): string[] {
  return [
    `Content-Type: text/${kind}; charset=utf-8`,
    'Content-Transfer-Encoding: base64',
    '',
    base64(Buffer.from(text.replace(/\r?\n/g, '\r\n'))),
  ];
}

function base64(content: Buffer): string {
  return content.toString('base64').replace(/(.{76})(?=.)/g, '$1\r\n');
}

/** Encoded words of at most 45 bytes each, never in the middle of a letter; plain ASCII as it is. */
function encoded(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text;
  const words: string[] = [];
  let word = '';
  for (const letter of text) {
    if (Buffer.byteLength(word + letter) > 45) {
      words.push(word);
      word = '';
    }
    word += letter;
  }
  return [...words, word].map((one) => `=?utf-8?B?${Buffer.from(one).toString('base64')}?=`).join('\r\n ');
}
