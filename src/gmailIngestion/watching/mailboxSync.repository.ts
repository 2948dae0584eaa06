import { Injectable } from '@nestjs/common';
import { PostgresService } from '../../supabase/postgres.service.js';
import type { FlagChange, FolderRole } from '../../providers/ports/mailbox.port.js';
import type { FolderCursor } from './mailboxCursor.js';

/** A message whose content lies in the file store. */
export interface SeenMessage {
  uid: number;
  identity: string;
  raw_sha256: string;
  raw_size: number;
  received_at: Date;
  flags: string[];
  labels: string[];
  gmail_message_id?: string;
  gmail_thread_id?: string;
  /** What was left out: [{code, message}]. */
  notes: { code: string; message: string }[];
}

export interface FolderPlace {
  support_email_id: string;
  path: string;
  role: FolderRole;
  /** The UIDVALIDITY that was stored when the folder was opened; empty when there was none. */
  known_validity: string;
  uid_validity: string;
}

/** Where folders were read to, and what was seen in them. */
@Injectable()
export class MailboxSyncRepository {
  constructor(private readonly postgres: PostgresService) {}

  async cursor(support_email_id: string, path: string): Promise<FolderCursor | undefined> {
    const [row] = await this.postgres.query<FolderCursor>(
      `select uid_validity, last_uid::float8 as last_uid, highest_modseq from public.mailbox_folders where support_email_id = $1
        and path = $2`,
      [support_email_id, path],
    );
    return row;
  }

  /** All messages up to `last_uid` are seen then. Raises support_email_not_found, mailbox_cursor_moved. */
  async store(
    { support_email_id, path, role, known_validity, uid_validity }: FolderPlace,
    last_uid: number,
    messages: SeenMessage[],
  ): Promise<{ stored: number; known: number }> {
    const [row] = await this.postgres.query<{ stored: number; known: number }>({
      name: 'store_mailbox_messages',
      text: 'select stored, known from public.store_mailbox_messages($1, $2, $3, $4, $5, $6, $7)',
      values: [support_email_id, path, role, known_validity, uid_validity, last_uid, JSON.stringify(messages)],
    });
    return row!;
  }

  /** The contents of stored messages that have one of these identities. */
  contents(support_email_id: string, identities: string[]): Promise<{ identity: string; raw_sha256: string }[]> {
    return this.postgres.query({
      name: 'mailbox_message_contents',
      text: `select m.identity, m.raw_sha256 from unnest($2::text[]) i (identity)
             cross join lateral (select * from public.mailbox_messages a where a.identity = i.identity collate "C" offset 0) m
             where m.support_email_id = $1`,
      values: [support_email_id, identities],
    });
  }

  /** How many messages have other flags now. */
  async storeFlags({ support_email_id, path, uid_validity }: FolderPlace, modseq: string, changes: FlagChange[]): Promise<number> {
    const [row] = await this.postgres.query<{ changed: number }>('select public.store_mailbox_flags($1, $2, $3, $4, $5) as changed', [
      support_email_id,
      path,
      uid_validity,
      modseq,
      JSON.stringify(changes),
    ]);
    return row!.changed;
  }
}
