import { Injectable } from '@nestjs/common';
import type { ParsedAttachment, ParsedEmail } from '../../providers/ports/parsedEmail.js';
import { PostgresService } from '../../supabase/postgres.service.js';

/** A stored message that is to be read. */
export interface RawMessage {
  id: string;
  raw_sha256: string;
  raw_size: number;
  state: 'stored' | 'parsed' | 'parked';
}

/** An attachment whose bytes are in the file store; the shape that write_emails reads. */
export interface StoredAttachment extends Omit<ParsedAttachment, 'content' | 'note'> {
  sha256: string | null;
  state: 'stored' | 'refused';
  note: string | null;
}

/** A message, read; the shape that write_emails reads. */
export interface EmailToStore extends Omit<ParsedEmail, 'attachments'> {
  mailbox_message_id: string;
  /** The subject of the matter. */
  thread_subject: string;
  attachments: StoredAttachment[];
}

export interface StoredEmail {
  mailbox_message_id: string;
  email_id: string | null;
  outcome: 'stored' | 'own' | 'known' | 'renewed' | 'deleted' | 'gone';
}

export interface ParseFailure {
  id: string;
  code: string;
  message: string;
  /** Whether another try may end otherwise. */
  may_heal: boolean;
}

@Injectable()
export class EmailParsingRepository {
  constructor(private readonly postgres: PostgresService) {}

  /** Those of these messages that are still to be read, oldest first; with `again` all of them. */
  open(ids: string[], again: boolean): Promise<RawMessage[]> {
    return this.postgres.query<RawMessage>({
      name: 'open_mailbox_messages',
      text: `select id, raw_sha256, raw_size, state from public.mailbox_messages
             where id = any ($1::uuid[]) and ($2 or state <> 'parsed') order by received_at, id`,
      values: [ids, again],
    });
  }

  async park(failures: ParseFailure[]): Promise<void> {
    await this.postgres.query('select public.park_mailbox_messages($1::jsonb)', [JSON.stringify(failures)]);
  }

  async requeue(older_than_minutes: number): Promise<number> {
    const [row] = await this.postgres.query<{ messages: number }>(
      `select public.requeue_mailbox_messages($1 * interval '1 minute') as messages`,
      [older_than_minutes],
    );
    return row!.messages;
  }
}
