import { Body, Controller, Get, Header, HttpCode, Param, ParseUUIDPipe, Post, Query, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { Require } from '../../common/auth/access.decorator.js';
import { CurrentUser, type CurrentUserData } from '../../common/auth/currentUser.js';
import {
  ListMailboxMessagesDto,
  MailboxMessageDetailDto,
  MailboxMessagePageDto,
  ReparseMailboxMessagesDto,
  ReparseResultDto,
} from './dto/mailboxMessage.dto.js';
import { onlyNarrowed } from '../../common/list/onlyNarrowed.js';
import { mailboxMessageNotFound, MailboxMessagesService, mailboxMessageUnreadable } from './mailboxMessages.service.js';
import { Refuses } from '../../common/errors/refuses.decorator.js';
import { fileMissing, fileStoreUnavailable } from '../../common/files/fileStore.js';

@ApiTags('Mailbox messages')
@Controller('mailbox-messages')
@Require('support_emails')
export class MailboxMessagesController {
  constructor(private readonly messages: MailboxMessagesService) {}

  /**
   * List messages found in the mailboxes, newest first.
   * @remarks `state=parked` lists those that could not be parsed.
   */
  @Get()
  list(@Query() query: ListMailboxMessagesDto): Promise<MailboxMessagePageDto> {
    return this.messages.list(query);
  }

  /**
   * Parse the selected messages again in the background, or all of them with `all`.
   * @remarks With `dry_run` they are only counted.
   */
  @Post('reparse')
  @Require('support_emails', 'edit')
  @HttpCode(200)
  reparseMailboxMessages(
    @Body() { dry_run = false, all, ...filter }: ReparseMailboxMessagesDto,
    @CurrentUser() user: CurrentUserData,
  ): Promise<ReparseResultDto> {
    return this.messages.reparseMany(onlyNarrowed(filter, all), dry_run, user.id);
  }

  /** Get a message, its result and its place in the mailbox. */
  @Get(':id')
  @Refuses(mailboxMessageNotFound)
  get(@Param('id', ParseUUIDPipe) id: string): Promise<MailboxMessageDetailDto> {
    return this.messages.get(id);
  }

  /**
   * Get the unchanged source of a message.
   * @remarks Each access is logged.
   */
  @Get(':id/raw')
  @Header('cache-control', 'private, no-store')
  @Header('x-content-type-options', 'nosniff')
  @ApiProduces('message/rfc822')
  @ApiOkResponse({ description: 'The raw message.', schema: { type: 'string', format: 'binary', example: 'From: asha@example.com' } })
  @Refuses(mailboxMessageNotFound, fileMissing, fileStoreUnavailable)
  async getRawMailboxMessage(@Param('id', ParseUUIDPipe) id: string, @CurrentUser() user: CurrentUserData): Promise<StreamableFile> {
    return new StreamableFile(await this.messages.raw(id, user.id), {
      type: 'message/rfc822',
      disposition: `attachment; filename="${id}.eml"`,
    });
  }

  /**
   * Parse a message again now.
   * @remarks Changes made by people, and the thread, are kept.
   */
  @Post(':id/reparse')
  @Require('support_emails', 'edit')
  @HttpCode(200)
  @Refuses(mailboxMessageNotFound, mailboxMessageUnreadable, fileMissing, 'mail_thread_unavailable', fileStoreUnavailable)
  reparse(@Param('id', ParseUUIDPipe) id: string, @CurrentUser() user: CurrentUserData): Promise<MailboxMessageDetailDto> {
    return this.messages.reparse(id, user.id);
  }
}
