import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pino from 'pino';
import { LocalFileStore } from '../../../src/common/files/localFileStore.js';
import { EmailParsingRepository } from '../../../src/gmailIngestion/parsing/emailParsing.repository.js';
import { EmailParsingService, type ParseOutcome } from '../../../src/gmailIngestion/parsing/emailParsing.service.js';
import { EmailStoringRepository } from '../../../src/gmailIngestion/parsing/emailStoring.repository.js';
import { EmailStoringService } from '../../../src/gmailIngestion/parsing/emailStoring.service.js';
import { MailReader } from '../../../src/gmailIngestion/parsing/mailReader.js';
import { mailReading } from '../../../src/gmailIngestion/parsing/mailReading.js';
import type { MailBatches } from '../../../src/gmailIngestion/parsing/readingThread.js';
import type { PostgresService, Query } from '../../../src/supabase/postgres.service.js';
import { translateDatabaseError } from '../../../src/supabase/databaseError.js';
import { createTestDatabase, type TestDatabase } from '../database.js';

export const LOOP_SECRET = 'a secret that only tests know, long enough';

const read = mailReading({ loop_secret: LOOP_SECRET });
const HERE: MailBatches = { read: async (raws) => ({ end: 'read', results: await Promise.all(raws.map(read)) }) };

/** What a test says about a message; the rest is ordinary. */
export interface Mail {
  id?: string;
  from?: string;
  to?: string;
  cc?: string;
  subject?: string;
  refs?: string[];
  in_reply_to?: string;
  text?: string;
  headers?: string[];
}

/** A message as bytes. */
export function mailText(mail: Mail = {}): Buffer {
  const lines = [
    `From: ${mail.from ?? 'Asha Rao <asha@example.com>'}`,
    `To: ${mail.to ?? 'support@example.com'}`,
    ...(mail.cc ? [`Cc: ${mail.cc}`] : []),
    `Subject: ${mail.subject ?? 'A question'}`,
    'Date: Tue, 24 Feb 2026 09:15:00 +0530',
    ...(mail.id ? [`Message-ID: <${mail.id}>`] : []),
    ...(mail.in_reply_to ? [`In-Reply-To: <${mail.in_reply_to}>`] : []),
    ...(mail.refs?.length ? [`References: ${mail.refs.map((id) => `<${id}>`).join(' ')}`] : []),
    ...(mail.headers ?? []),
  ];
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${mail.text ?? 'Hello.'}\r\n`);
}

export interface Place {
  mailbox?: string;
  role?: 'inbox' | 'sent' | 'all' | 'other';
  received_at?: string | Date;
  gmail_thread_id?: string;
  labels?: string[];
  flags?: string[];
}

/** A database with mailboxes, a file store, and the parsing that stands between them. */
export class MailRoom {
  private clock = Date.now() - 86_400_000;

  private constructor(
    readonly database: TestDatabase,
    readonly files: LocalFileStore,
    private readonly folder: string,
    readonly parsing: EmailParsingService,
    readonly storing: EmailStoringService,
  ) {}

  /** Reads in this very thread, unless another way is given. */
  static async open(batches: MailBatches = HERE): Promise<MailRoom> {
    const database = await createTestDatabase();
    const folder = await mkdtemp(path.join(tmpdir(), 'mail-room-'));
    const files = new LocalFileStore(folder);
    const query = async (text: string | { text: string; values?: unknown[] }, values?: unknown[]) => {
      try {
        return (await database.pool.query(text as string, values)).rows as unknown[];
      } catch (error) {
        throw translateDatabaseError(error as Error);
      }
    };
    const transaction = async <T>(work: (query: Query) => Promise<T>) => {
      const client = await database.pool.connect();
      try {
        await client.query('begin');
        const result = await work(async (statement, values) => (await client.query(statement as string, values)).rows);
        await client.query('commit');
        return result;
      } catch (error) {
        await client.query('rollback');
        throw translateDatabaseError(error as Error);
      } finally {
        client.release();
      }
    };
    const postgres = { query, transaction } as unknown as PostgresService;
    const repository = new EmailParsingRepository(postgres);
    const storing = new EmailStoringService(new EmailStoringRepository(postgres));
    const parsing = new EmailParsingService(new MailReader(files, batches), files, repository, storing, pino({ level: 'silent' }));
    return new MailRoom(database, files, folder, parsing, storing);
  }

  async close(): Promise<void> {
    await this.database.drop();
    await rm(this.folder, { recursive: true, force: true });
  }

  async mailbox(email_address = 'support@example.com', team: string | null = null): Promise<string> {
    const { id } = await this.one<{ id: string }>(
      `insert into support_emails (email_address, username, imap_host, smtp_host, team)
        values ($1, $1, 'mail.example.com', 'mail.example.com', $2) returning id`,
      [email_address, team],
    );
    return id;
  }

  /** A message as the sync leaves it: raw bytes in the store, a row that waits. */
  async arrive(raw: Buffer | Mail, place: Place & { mailbox: string }): Promise<string> {
    const bytes = Buffer.isBuffer(raw) ? raw : mailText(raw);
    const { sha256, size } = await this.files.put(bytes);
    this.clock += 60_000;
    const { id } = await this.one<{ id: string }>(
      `insert into mailbox_messages (support_email_id, identity, raw_sha256, raw_size, folder_role, received_at, gmail_thread_id, labels,
        flags)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning id`,
      [
        place.mailbox,
        `raw:${createHash('sha256').update(bytes).update(randomUUID()).digest('hex')}`,
        sha256,
        size,
        place.role ?? 'inbox',
        place.received_at ?? new Date(this.clock),
        place.gmail_thread_id ?? null,
        place.labels ?? [],
        place.flags ?? [],
      ],
    );
    return id;
  }

  parse(ids: string[], again = false): Promise<ParseOutcome> {
    return this.parsing.parse(ids, again);
  }

  /** Arrives and is read; the e-mail that it became. */
  async receive(raw: Buffer | Mail, place: Place & { mailbox: string }): Promise<Email> {
    const id = await this.arrive(raw, place);
    const { parked } = await this.parse([id]);
    if (parked.length > 0) throw new Error(`It was parked: ${parked[0]!.message}`);
    return this.one<Email>('select e.* from emails e join mailbox_messages m on m.email_id = e.id where m.id = $1', [id]);
  }

  /** An answer of ours, as the replies write it: an e-mail with its send. */
  async reply(
    thread: { thread_id: string; support_email_id: string },
    to: string,
    refs: string[],
    state = 'queued',
  ): Promise<{ email_id: string; send_id: string; message_id: string }> {
    const send_id = randomUUID();
    const message_id = `<${send_id}@example.com>`;
    await this.database.pool.query(`insert into sends (id, channel, state) values ($1, 'email.smtp', $2)`, [send_id, state]);
    const { id } = await this.one<{ id: string }>(
      `insert into emails (support_email_id, thread_id, direction, message_id, reference_ids, from_email, to_recipients, subject,
        received_at, is_read, send_id, send_state)
       values ($1, $2, 'outbound', $3, $4, 'support@example.com', $5, 'Re: A question', now(), true, $6, $7) returning id`,
      [
        thread.support_email_id,
        thread.thread_id,
        message_id,
        refs.map((ref) => `<${ref}>`),
        JSON.stringify([{ email: to, name: '' }]),
        send_id,
        state,
      ],
    );
    return { email_id: id, send_id, message_id };
  }

  async one<T = Record<string, unknown>>(sql: string, values: unknown[] = []): Promise<T> {
    return (await this.database.pool.query(sql, values)).rows[0] as T;
  }

  async all<T = Record<string, unknown>>(sql: string, values: unknown[] = []): Promise<T[]> {
    return (await this.database.pool.query(sql, values)).rows as T[];
  }

  /** Message ids by thread, so that two outcomes can be compared. */
  async threads(mailbox: string): Promise<string[][]> {
    const rows = await this.all<{ ids: string[] }>(
      'select array_agg(message_id order by message_id) as ids from emails where support_email_id = $1 group by thread_id order by 1',
      [mailbox],
    );
    return rows.map(({ ids }) => ids);
  }
}

export interface Email {
  id: string;
  support_email_id: string;
  thread_id: string;
  thread_reason: string;
  direction: string;
  kind: string;
  kind_reason: string;
  customer_id: string | null;
  status: string;
  priority: string;
  team: string | null;
  assignee_id: string | null;
  triage_state: string;
  body_text: string;
  body_html: string;
  new_text: string;
  subject: string;
  notes: { code: string }[];
  attachment_count: number;
  is_read: boolean;
}
