import { Injectable } from '@nestjs/common';
import { PostgresService, type Query } from '../../supabase/postgres.service.js';
import type { Clue, Joining, Thread, ThreadLink } from './chooseThread.js';
import type { EmailToStore, StoredEmail } from './emailParsing.repository.js';
import type { MailFacts, MessageFacts } from './mailFacts.js';

/** A message with all that is known of it: who wrote it, who takes part, whose it is. */
export interface KnownMail extends EmailToStore, Omit<MailFacts, 'kind'> {
  message: MessageFacts;
  people: string[];
  customer_id: string | null;
}

/** What write_emails reads of one, beside what was parsed. */
export interface PlacedMail extends Omit<KnownMail, 'message'> {
  place: number;
  email_id: string;
  thread_id: string;
  thread_reason: string;
  is_new: boolean;
  reopens: boolean;
  duplicate_of: string | null;
  duplicate_reason: string | null;
}

export interface FoundClues {
  clues: (Clue & { place: number })[];
  threads: Thread[];
}

/** The statements of a batch that is stored; all of them run in its transaction. */
@Injectable()
export class EmailStoringRepository {
  constructor(private readonly postgres: PostgresService) {}

  transaction<T>(work: (batch: EmailBatch) => Promise<T>): Promise<T> {
    return this.postgres.transaction((query) => work(new EmailBatch(query)));
  }
}

export class EmailBatch {
  constructor(private readonly query: Query) {}

  /** Locks what may be changed, and says what is known of each message; of one that is gone, nothing. */
  open(emails: EmailToStore[]): Promise<MessageFacts[]> {
    const mails = emails.map((mail) => ({
      mailbox_message_id: mail.mailbox_message_id,
      own_ids: [mail.message_id, mail.original_message_id].filter(Boolean),
      bounced_id: mail.bounce?.original_message_id || null,
      subject: mail.subject,
      addresses: [...(mail.from ? [mail.from] : []), ...mail.reply_to, ...mail.to, ...mail.cc, ...mail.bcc].map(({ email }) => email),
      files: mail.attachments.flatMap(({ sha256, size }) => (sha256 ? [{ sha256, size }] : [])),
    }));
    return this.rows<MessageFacts>('open_parsed_emails', 'select * from public.open_parsed_emails($1)', [JSON.stringify(mails)]);
  }

  /** Who takes part in each and whose it is; and what of all they name is known. */
  introduce(mails: (MailFacts & EmailToStore & { message: MessageFacts })[]) {
    return this.value<{ known: string[]; emails: { place: number; people: string[]; customer_id: string | null }[] }>(
      'introduce_emails',
      mails.map((mail) => ({
        ...wordsOf(mail),
        direction: mail.direction,
        kind: mail.kind,
        from_email: mail.from_email,
        recipients: mail.recipients,
        customer_address: mail.customer?.email ?? '',
        customer_name: mail.customer?.name ?? '',
        // Machines make no customers, but those that are known are.
        makes_customer: mail.kind === 'message',
      })),
    );
  }

  clues(mails: KnownMail[]): Promise<FoundClues> {
    return this.value<FoundClues>('find_thread_clues', mails.map(wordsOf));
  }

  /** Asks for triage after so many seconds. */
  async write(mails: PlacedMail[], triage_seconds: number): Promise<void> {
    await this.rows('write_emails', 'select public.write_emails($1, $2)', [JSON.stringify(mails), triage_seconds]);
  }

  async renew(mail: KnownMail): Promise<StoredEmail['outcome']> {
    return this.value('renew_parsed_email', mail);
  }

  /** Returns the thread. */
  async linkSent(sent_email_id: string, mailbox_message_id: string, is_sent: boolean): Promise<string> {
    const values = [sent_email_id, mailbox_message_id, is_sent];
    const [row] = await this.rows<{ thread_id: string }>(
      'link_sent_email',
      'select public.link_sent_email($1, $2, $3) as thread_id',
      values,
    );
    return row!.thread_id;
  }

  async links(thread_id: string): Promise<{ links: ThreadLink[]; threads: Thread[] }> {
    const [row] = await this.rows<{ found: { links: ThreadLink[]; threads: Thread[] } }>(
      'find_thread_links',
      'select public.find_thread_links($1) as found',
      [thread_id],
    );
    return row!.found;
  }

  async join({ keep, drop, status, priority }: Joining): Promise<void> {
    const values = [keep, drop, status, priority];
    await this.rows('join_two_threads', 'select public.join_two_threads($1, $2, $3, $4)', values);
  }

  /** What answers this e-mail and was not believed, points to its thread. */
  async noteUnbelieved(thread_id: string, message_id: string, reason: string): Promise<void> {
    const values = [thread_id, message_id, reason];
    await this.rows('note_unbelieved_answers', 'select public.note_unbelieved_answers($1, $2, $3)', values);
  }

  /** Marks what a delivery report is about. */
  async bounce({ message, mailbox_message_id, bounce }: KnownMail): Promise<void> {
    const values = [message.support_email_id, mailbox_message_id, JSON.stringify(bounce)];
    await this.rows('apply_email_bounce', 'select public.apply_email_bounce($1, $2, $3)', values);
  }

  private async value<T>(name: string, argument: unknown): Promise<T> {
    const [row] = await this.rows<{ value: T }>(name, `select public.${name}($1) as value`, [JSON.stringify(argument)]);
    return row!.value;
  }

  /** Prepared once per connection. */
  private rows<T extends object>(name: string, text: string, values: unknown[]): Promise<T[]> {
    return this.query<T>({ name, text, values });
  }
}

/** What an e-mail may have in common with others. */
function wordsOf({ message, message_id, reference_ids }: EmailToStore & { message: MessageFacts }) {
  const { place, support_email_id, ticket_tag, gmail_thread_id } = message;
  return { place, support_email_id, message_id, reference_ids, ticket_tag, gmail_thread_id };
}
