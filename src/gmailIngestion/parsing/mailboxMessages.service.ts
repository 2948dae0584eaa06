import { Injectable } from '@nestjs/common';
import type { Readable } from 'node:stream';
import { defineError } from '../../common/errors/appError.js';
import { FileStore } from '../../common/files/fileStore.js';
import type { Table } from '../../supabase/table.js';
import { Tables } from '../../supabase/tables.service.js';
import type {
  ListMailboxMessagesDto,
  MailboxMessageDetailDto,
  MailboxMessagePageDto,
  ReparseFilter,
  ReparseResultDto,
} from './dto/mailboxMessage.dto.js';
import { EmailParsingService } from './emailParsing.service.js';
import { MailboxMessagesRepository } from './mailboxMessages.repository.js';

export const mailboxMessageNotFound = defineError('mailbox_message_not_found', 404, 'No such message.');
export const mailboxMessageUnreadable = defineError(
  'mailbox_message_unreadable',
  422,
  'The message cannot be read; its e-mail stays as it is.',
);

/** Messages as the mailboxes held them: what became of each, its raw text, and another try. */
@Injectable()
export class MailboxMessagesService {
  private readonly messages: Table<'mailbox_messages'>;

  constructor(
    tables: Tables,
    private readonly repository: MailboxMessagesRepository,
    private readonly parsing: EmailParsingService,
    private readonly files: FileStore,
  ) {
    this.messages = tables.of('mailbox_messages', {
      notFound: mailboxMessageNotFound,
      filters: ['support_email_id', 'state', 'error_code', 'email_id'],
      sort: ['created_at'],
    });
  }

  list(query: ListMailboxMessagesDto): Promise<MailboxMessagePageDto> {
    return this.messages.page(query) as unknown as Promise<MailboxMessagePageDto>;
  }

  /** Raises mailbox_message_not_found. */
  async get(id: string): Promise<MailboxMessageDetailDto> {
    const [row, places] = await Promise.all([this.messages.get(id), this.repository.places(id)]);
    return { ...row, places } as unknown as MailboxMessageDetailDto;
  }

  /** The message as it came; the access is noted before the first byte. Raises mailbox_message_not_found, file_missing. */
  async raw(id: string, actor_id: string): Promise<Readable> {
    const row = await this.messages.get(id);
    const content = await this.files.open(row.raw_sha256);
    await this.repository.log('access', id, actor_id).catch((error: unknown) => {
      content.destroy();
      throw error;
    });
    return content;
  }

  /** Reads one message anew, now. Raises mailbox_message_not_found, mailbox_message_unreadable. */
  async reparse(id: string, actor_id: string): Promise<MailboxMessageDetailDto> {
    const row = await this.messages.get(id);
    await this.repository.log('reparse', id, actor_id);
    const { parked } = await this.parsing.parse([id], true);
    // One that was parked shows itself why it still is.
    if (parked[0] && row.state === 'parsed')
      throw mailboxMessageUnreadable({ id, error_code: parked[0].code, error_message: parked[0].message });
    return this.get(id);
  }

  /** Has all messages that the filter leaves read anew, in the background. */
  async reparseMany(filter: ReparseFilter, dry_run: boolean, actor_id: string): Promise<ReparseResultDto> {
    return { messages: await this.repository.reparse(filter, dry_run, actor_id), dry_run };
  }
}
