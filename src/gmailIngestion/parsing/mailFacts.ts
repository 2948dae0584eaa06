import type { MailAddress, MailKind, MailNote } from '../../providers/ports/parsedEmail.js';
import type { Voice } from './chooseThread.js';
import type { EmailToStore } from './emailParsing.repository.js';

/** What the database knows of a stored message; the rows of open_parsed_emails. */
export interface MessageFacts {
  place: number;
  state: 'stored' | 'parsed' | 'parked';
  support_email_id: string;
  mailbox_addresses: string[];
  /** Of all its addresses, those of our mailboxes. */
  our_addresses: string[];
  received_at: Date;
  gmail_thread_id: string | null;
  ticket_tag: string | null;
  is_sent: boolean;
  /** What we sent ourselves under its Message-ID. */
  sent_email_id: string | null;
  email_id: string | null;
  email_direction: 'inbound' | 'outbound' | null;
  email_from: string | null;
  email_is_sent: boolean;
}

/** Who wrote a message, to whom, and what it names. */
export interface MailFacts extends Omit<Voice, 'people' | 'kind'> {
  kind: MailKind;
  writer: MailAddress;
  recipients: MailAddress[];
  /** Of who wrote, or of the first to whom we wrote; null when all are our own, or its e-mail has its customer already. */
  customer: MailAddress | null;
  /** What it refers to, and what it reports on. */
  reference_ids: string[];
  /** What it may have in common with others: messages, itself too, and the numbers of threads. */
  names: string[];
  triage_state: 'pending' | 'none';
  notes: MailNote[];
}

/** Older mail is not read for what it wants: nobody answers it any more. */
const TRIAGED_DAYS = 14;
const NOBODY: MailAddress = { email: '', name: '' };

export function mailFacts(mail: EmailToStore, message: MessageFacts, now: Date): MailFacts {
  const { mailbox_addresses, our_addresses } = message;
  const isOurs = ({ email }: MailAddress) => our_addresses.includes(email);
  // Under our own address forms and groups write, too: ours is what we know that we sent.
  const is_from_us = message.is_sent || (message.sent_email_id !== null && mailbox_addresses.includes(mail.from?.email ?? ''));
  const direction = is_from_us ? 'outbound' : 'inbound';
  const kind = kindOf(mail, mailbox_addresses, is_from_us);
  const writer = (is_from_us ? mail.from : writerOf(mail, isOurs)) ?? NOBODY;
  const recipients = [...mail.to, ...mail.cc, ...mail.bcc];
  const customer = (is_from_us ? recipients : [writer]).find((person) => person.email !== '' && !isOurs(person)) ?? null;
  const { email_id, email_direction, email_from, email_is_sent } = message;
  const has_customer = email_id !== null && (email_is_sent || (email_direction === direction && email_from === writer.email));

  const { original_message_id = '' } = mail.bounce ?? {};
  const reference_ids = [...mail.reference_ids];
  if (original_message_id && !reference_ids.includes(original_message_id)) reference_ids.push(original_message_id);
  const names = [...reference_ids, ...(mail.message_id ? [mail.message_id] : [])];
  if (message.ticket_tag) names.push(`ticket ${message.ticket_tag}`);
  if (message.gmail_thread_id) names.push(`gmail ${message.gmail_thread_id}`);

  const is_recent = message.received_at.getTime() > now.getTime() - TRIAGED_DAYS * 86_400_000;
  const is_rewritten = mail.from !== null && writer.email !== mail.from.email;
  return {
    direction,
    kind,
    kind_reason: kind === 'message' ? '' : mail.kind_reason,
    from_email: writer.email,
    writer,
    recipients,
    customer: has_customer ? null : customer && { email: customer.email, name: is_from_us ? '' : customer.name },
    reference_ids,
    names,
    triage_state: !is_from_us && kind === 'message' && is_recent ? 'pending' : 'none',
    notes: is_rewritten ? [...mail.notes, rewritten(mail.from!.email)] : mail.notes,
  };
}

/** A list that is the mailbox itself brings what persons write to us, and what we sent is no loop when it is ours. */
function kindOf({ kind, list_id }: EmailToStore, mailbox_addresses: string[], is_from_us: boolean): MailKind {
  const is_own_list = kind === 'list' && mailbox_addresses.some((address) => address.replaceAll('@', '.') === list_id);
  return is_own_list || (kind === 'loop' && is_from_us) ? 'message' : kind;
}

/** One of our own mailboxes is that of a form or a group: it writes in the name of whom Reply-To names. */
function writerOf({ kind, from, reply_to }: EmailToStore, isOurs: (person: MailAddress) => boolean): MailAddress | null {
  if (kind === 'loop' || kind === 'bounce' || from === null || !isOurs(from)) return from;
  return reply_to.find((person) => person.email !== '' && !isOurs(person)) ?? from;
}

function rewritten(from: string): MailNote {
  const message = `From says ${from}, which is one of our mailboxes; who wrote it is named by Reply-To.`;
  return { code: 'from_rewritten', message };
}
