import { Body, Controller, Get, Header, HttpCode, Param, ParseUUIDPipe, Post, Query, StreamableFile } from '@nestjs/common';
import { ApiGoneResponse, ApiNotFoundResponse, ApiOkResponse, ApiProduces, ApiTags, ApiUnprocessableEntityResponse } from '@nestjs/swagger';
import { Require } from '../../common/auth/access.decorator.js';
import { CurrentUser, type CurrentUserData } from '../../common/auth/currentUser.js';
import { ErrorDto } from '../../common/errors/errorBody.dto.js';
import {
  ListMailboxMessagesDto,
  MailboxMessageDetailDto,
  MailboxMessagePageDto,
  ReparseMailboxMessagesDto,
  ReparseResultDto,
} from './dto/mailboxMessage.dto.js';
import { onlyNarrowed } from '../../common/list/onlyNarrowed.js';
import { MailboxMessagesService } from './mailboxMessages.service.js';

@ApiTags('Mailbox messages')
@Controller('mailbox-messages')
@Require('support_emails')
export class MailboxMessagesController {
  constructor(private readonly messages: MailboxMessagesService) {}

  /** What was seen in the mailboxes, newest first; `state=parked` lists what could not be read. */
  @Get()
  list(@Query() query: ListMailboxMessagesDto): Promise<MailboxMessagePageDto> {
    return this.messages.list(query);
  }

  /** Read anew, in the background, the messages that the filter leaves, or `all`. `dry_run` only counts them. */
  @Post('reparse')
  @Require('support_emails', 'edit')
  @HttpCode(200)
  reparseMany(
    @Body() { dry_run = false, all, ...filter }: ReparseMailboxMessagesDto,
    @CurrentUser() user: CurrentUserData,
  ): Promise<ReparseResultDto> {
    return this.messages.reparseMany(onlyNarrowed(filter, all), dry_run, user.id);
  }

  /** One message: what became of it, why it is parked, where it lies. */
  @Get(':id')
  @ApiNotFoundResponse({ type: ErrorDto, description: '`mailbox_message_not_found`' })
  get(@Param('id', ParseUUIDPipe) id: string): Promise<MailboxMessageDetailDto> {
    return this.messages.get(id);
  }

  /** The message as it came, byte for byte. Each access is noted. */
  @Get(':id/raw')
  @Header('cache-control', 'private, no-store')
  @Header('x-content-type-options', 'nosniff')
  @ApiProduces('message/rfc822')
  @ApiOkResponse({ description: 'The raw message.', schema: { type: 'string', format: 'binary', example: 'From: asha@example.com' } })
  @ApiNotFoundResponse({ type: ErrorDto, description: '`mailbox_message_not_found`' })
  @ApiGoneResponse({ type: ErrorDto, description: '`file_missing`: it is not in the file store any more.' })
  async raw(@Param('id', ParseUUIDPipe) id: string, @CurrentUser() user: CurrentUserData): Promise<StreamableFile> {
    return new StreamableFile(await this.messages.raw(id, user.id), {
      type: 'message/rfc822',
      disposition: `attachment; filename="${id}.eml"`,
    });
  }

  /** Read one message anew, now. What people decided about its e-mail, and its thread, stay. */
  @Post(':id/reparse')
  @Require('support_emails', 'edit')
  @HttpCode(200)
  @ApiNotFoundResponse({ type: ErrorDto, description: '`mailbox_message_not_found`' })
  @ApiUnprocessableEntityResponse({ type: ErrorDto, description: '`mailbox_message_unreadable`: its e-mail stays as it is.' })
  reparse(@Param('id', ParseUUIDPipe) id: string, @CurrentUser() user: CurrentUserData): Promise<MailboxMessageDetailDto> {
    return this.messages.reparse(id, user.id);
  }
}
