import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { AppError } from '../common/errors/appError.js';
import { databaseUnavailable } from '../common/errors/commonErrors.js';
import { fileMissing, FileStore } from '../common/files/fileStore.js';
import { InjectLogger } from '../common/http/logger.token.js';
import type { MailParser, ParsedAttachment, ParsedEmail } from '../providers/ports/parsedEmail.js';
import { cleanHtml } from './cleanHtml.js';
import { EmailParsingRepository, type EmailToStore, type ParseFailure, type RawMessage, type StoredAttachment, type StoredEmail } from './emailParsing.repository.js';
import { threadSubject } from './emailThread.js';
import { MAIL_PARSER } from './mailPorts.js';
import { Slots } from './slots.js';

/** Messages in the hands of one process at once; each may be as large as a mailbox allows. */
const AT_ONCE = 4;
/** Commits under way in one process; of one mailbox the database lets only one in at a time, and waiting there takes a connection. */
const COMMITS_AT_ONCE = 2;
/** What one commit may carry. */
const BATCH_SIZE = 50;
const BATCH_BYTES = 8 * 1024 * 1024;

export interface ParseOutcome {
  stored: StoredEmail[];
  parked: ParseFailure[];
}

/** From a stored message to an e-mail. One that cannot be read is parked and holds back nobody. */
@Injectable()
export class EmailParsingService {
  private readonly slots = new Slots(AT_ONCE);
  private readonly commits = new Slots(COMMITS_AT_ONCE);

  constructor(
    @Inject(MAIL_PARSER) private readonly parser: MailParser,
    private readonly files: FileStore,
    private readonly repository: EmailParsingRepository,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  /**
   * Reads these messages and stores what they are; safe to run twice. With `again` also those that are e-mails already. Raises when the
   * file store or the database is away: that says nothing about a message.
   */
  async parse(ids: string[], again = false, signal?: AbortSignal): Promise<ParseOutcome> {
    const outcome: ParseOutcome = { stored: [], parked: [] };
    const rows = await this.repository.open(ids, again);
    for (let first = 0; first < rows.length; first += BATCH_SIZE) {
      signal?.throwIfAborted();
      await this.parseBatch(rows.slice(first, first + BATCH_SIZE), again, outcome);
    }
    return outcome;
  }

  requeue(): Promise<number> {
    return this.repository.requeue(15);
  }

  private async parseBatch(rows: RawMessage[], again: boolean, outcome: ParseOutcome): Promise<void> {
    const read = await Promise.all(rows.map((row) => this.slots.run(() => this.read(row))));
    const emails = read.flatMap((result) => ('failure' in result ? [] : [result.email]));
    for (const batch of byBytes(emails)) outcome.stored.push(...(await this.store(batch, again, outcome)));
    const failures = read.flatMap((result) => ('failure' in result ? [result.failure] : []));
    await this.park(failures, outcome);
  }

  private async read(row: RawMessage): Promise<{ email: EmailToStore } | { failure: ParseFailure }> {
    let raw: Buffer;
    try {
      raw = await this.files.read(row.raw_sha256);
    } catch (error) {
      // One content that is not there is a matter of this message; anything else is the store's.
      if (!(error instanceof AppError) || error.code !== fileMissing.code) throw error;
      return { failure: { id: row.id, code: error.code, message: error.message, may_heal: true } };
    }
    let parsed: ParsedEmail;
    let body_html: string | null;
    try {
      parsed = await this.parser.parse(raw);
      body_html = cleanHtml(parsed.body_html);
    } catch (error) {
      this.logger.warn({ mailbox_message_id: row.id, reason: (error as Error).name }, 'a message could not be read and is parked');
      const { code = 'mail_parse_failed', message } = error as Error & { code?: string };
      return { failure: { id: row.id, code, message: message.slice(0, 500), may_heal: false } };
    }
    const notes = [...parsed.notes];
    if (body_html === null) notes.push({ code: 'html_refused', message: 'The page was nested too deeply to be kept; its text was.' });
    const attachments: StoredAttachment[] = [];
    for (const attachment of parsed.attachments) attachments.push(await this.keep(attachment));
    return { email: { ...parsed, mailbox_message_id: row.id, thread_subject: threadSubject(parsed.subject), body_html: body_html ?? '', attachments, notes } };
  }

  private async keep({ content, note = '', ...attachment }: ParsedAttachment): Promise<StoredAttachment> {
    if (!content) return { ...attachment, sha256: null, state: 'refused', note };
    const { sha256, size } = await this.files.put(content);
    return { ...attachment, sha256, size, state: 'stored', note: note || null };
  }

  /** What one commit refuses is tried one by one, so that a single message does not hold back the rest. */
  private async store(batch: EmailToStore[], again: boolean, outcome: ParseOutcome): Promise<StoredEmail[]> {
    try {
      return await this.commits.run(() => this.repository.store(batch, again));
    } catch (error) {
      if (isDown(error)) throw error;
      if (batch.length === 1) {
        const { code, message } = error as AppError;
        this.logger.warn({ err: error, mailbox_message_id: batch[0]!.mailbox_message_id }, 'an e-mail could not be stored and is parked');
        await this.park([{ id: batch[0]!.mailbox_message_id, code: 'email_not_stored', message: `${code}: ${message}`, may_heal: true }], outcome);
        return [];
      }
      const stored: StoredEmail[] = [];
      for (const email of batch) stored.push(...(await this.store([email], again, outcome)));
      return stored;
    }
  }

  private async park(failures: ParseFailure[], outcome: ParseOutcome): Promise<void> {
    if (failures.length === 0) return;
    await this.repository.park(failures);
    outcome.parked.push(...failures);
  }
}

function byBytes(emails: EmailToStore[]): EmailToStore[][] {
  const batches: EmailToStore[][] = [];
  let bytes = Infinity;
  for (const email of emails) {
    const size = email.body_html.length + 2 * email.body_text.length;
    if (bytes + size > BATCH_BYTES) {
      batches.push([]);
      bytes = 0;
    }
    batches.at(-1)!.push(email);
    bytes += size;
  }
  return batches;
}

/** The database is away: that says nothing about a message, so the whole job comes back. */
function isDown(error: unknown): boolean {
  return error instanceof AppError && error.code === databaseUnavailable.code;
}
