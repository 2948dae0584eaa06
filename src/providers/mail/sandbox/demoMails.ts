import { Random } from '../../sandbox/random.js';
import { crackedPhoto, onePagePdf } from './demoFiles.js';
import { CUSTOMERS, type DemoCustomer, PRODUCTS, STARTING_MAILS, TRICKLE_MAILS } from './demoTexts.js';
import { type SandboxMail, writeMail } from './mime.js';

const FILES = {
  photo: () => ({ filename: 'broken-jar.png', content_type: 'image/png', content: crackedPhoto() }),
  invoice: () => ({ filename: 'invoice.pdf', content_type: 'application/pdf', content: onePagePdf('Invoice INV-5550142 (demo)') }),
};

/** What lies in the mailbox at the start, oldest first, spread over the two days before. The same seed makes the same mails. */
export function demoHistory(seed: string, to: string, now: Date): { raw: Buffer; at: Date }[] {
  const random = new Random(`${seed}/mail`);
  const step = Math.floor((2 * 86_400_000) / STARTING_MAILS.length);
  const ids = STARTING_MAILS.map((_mail, index) => messageId(seed, `start-${index + 1}`));
  return STARTING_MAILS.map((mail, index) => {
    const at = new Date(now.getTime() - (STARTING_MAILS.length - index) * step + random.int(0, Math.floor(step / 2)));
    const earlier = mail.answers === undefined ? undefined : ids[mail.answers]!;
    const raw = writeMail({
      message_id: ids[index]!,
      from: mail.sender ?? person(CUSTOMERS[mail.customer ?? 0]!),
      ...{ to, subject: mail.subject, text: mail.text, html: mail.html, headers: mail.headers, date: at },
      ...(earlier && { in_reply_to: earlier, references: [earlier] }),
      attachments: mail.file ? [FILES[mail.file]()] : [],
    });
    return { raw, at };
  });
}

/** The mail of this number in the trickle. */
export function demoMail(seed: string, number: number, to: string, now: Date): Buffer {
  const random = new Random(`${seed}/trickle/${number}`);
  const mail = random.pick(TRICKLE_MAILS);
  const customer = random.pick(CUSTOMERS);
  const words: Record<string, string> = {
    product: random.pick(PRODUCTS),
    order: String(5_550_000 + random.int(100, 9_999)),
    name: customer.name.split(' ')[0]!,
    days: String(random.int(3, 9)),
  };
  const filled = (text: string) => text.replace(/\{(\w+)\}/g, (_match, name: string) => words[name] ?? '');
  const parts: SandboxMail = {
    message_id: messageId(seed, `trickle-${number}`),
    from: person(customer),
    to,
    subject: filled(mail.subject),
    text: filled(mail.text),
    date: now,
  };
  return writeMail(parts);
}

function messageId(seed: string, name: string): string {
  return `<${name}.${new Random(`${seed}/${name}`).int(100_000, 999_999)}@mail.example.net>`;
}

function person({ name, email }: DemoCustomer): { name: string; email: string } {
  return { name, email };
}
