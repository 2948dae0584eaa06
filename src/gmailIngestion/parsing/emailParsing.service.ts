import { Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import type { AppError } from '../../common/errors/appError.js';
import { isDatabaseUnavailable } from '../../common/errors/commonErrors.js';
import { FileStore, type StoredFile } from '../../common/files/fileStore.js';
import { InjectLogger } from '../../common/log/logger.token.js';
import type { ParsedAttachment, ParsedEmail } from '../../providers/ports/parsedEmail.js';
import {
  EmailParsingRepository,
  type EmailToStore,
  type ParseFailure,
  type RawMessage,
  type StoredAttachment,
  type StoredEmail,
} from './emailParsing.repository.js';
import { EmailStoringService } from './emailStoring.service.js';
import { threadSubject } from './threadSubject.js';
import { MailReader } from './mailReader.js';
import { Slots } from '../../common/concurrency/slots.js';

/** Handfuls of messages that one process has in memory at once. */
const AT_ONCE = 4;
/** A handful: what is read together. A message that is larger is one alone, and may be as large as a mailbox allows. */
const HANDFUL = 10;
const HANDFUL_BYTES = 4 * 1024 * 1024;
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
    private readonly reader: MailReader,
    private readonly files: FileStore,
    private readonly repository: EmailParsingRepository,
    private readonly storing: EmailStoringService,
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
    const read = (await Promise.all(handfuls(rows).map((handful) => this.slots.run(() => this.read(handful))))).flat();
    const emails = read.flatMap((result) => ('failure' in result ? [] : [result.email]));
    for (const batch of byBytes(emails)) outcome.stored.push(...(await this.store(batch, again, outcome)));
    const failures = read.flatMap((result) => ('failure' in result ? [result.failure] : []));
    await this.park(failures, outcome);
  }

  private async read(rows: RawMessage[]): Promise<({ email: EmailToStore } | { failure: ParseFailure })[]> {
    const results = await this.reader.read(rows.map(({ raw_sha256 }) => raw_sha256));
    const contents = results
      .flatMap((result) => ('email' in result ? result.email.attachments : []))
      .flatMap(({ content }) => (content ? [content] : []));
    const files = (await this.files.putAll(contents)).values();
    return results.map((result, at) => {
      const { id } = rows[at]!;
      if ('email' in result) return { email: emailToStore(id, result.email, files) };
      this.logger.warn({ mailbox_message_id: id, reason: result.failure.code }, 'a message could not be parsed and was parked');
      return { failure: { id, ...result.failure } };
    });
  }

  /** What one commit refuses is tried one by one, so that a single message does not hold back the rest. */
  private async store(batch: EmailToStore[], again: boolean, outcome: ParseOutcome): Promise<StoredEmail[]> {
    try {
      return await this.commits.run(() => this.storing.store(batch, again));
    } catch (error) {
      if (isDatabaseUnavailable(error)) throw error;
      if (batch.length === 1) {
        const { code, message } = error as AppError;
        this.logger.warn({ err: error, mailbox_message_id: batch[0]!.mailbox_message_id }, 'an e-mail could not be stored and was parked');
        await this.park(
          [{ id: batch[0]!.mailbox_message_id, code: 'email_not_stored', message: `${code}: ${message}`, may_heal: true }],
          outcome,
        );
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

function handfuls(rows: RawMessage[]): RawMessage[][] {
  const all: RawMessage[][] = [];
  let bytes = Infinity;
  for (const row of rows) {
    if (bytes + row.raw_size > HANDFUL_BYTES || all.at(-1)!.length === HANDFUL) {
      all.push([]);
      bytes = 0;
    }
    all.at(-1)!.push(row);
    bytes += row.raw_size;
  }
  return all;
}

/** `files`: where the contents of all attachments lie, in their order. */
function emailToStore(mailbox_message_id: string, parsed: ParsedEmail, files: Iterator<StoredFile>): EmailToStore {
  const attachments = parsed.attachments.map(({ content, note = '', ...attachment }: ParsedAttachment): StoredAttachment => {
    if (!content) return { ...attachment, sha256: null, state: 'refused', note };
    const { sha256, size } = files.next().value as StoredFile;
    return { ...attachment, sha256, size, state: 'stored', note: note || null };
  });
  return { ...parsed, mailbox_message_id, thread_subject: threadSubject(parsed.subject), attachments };
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
