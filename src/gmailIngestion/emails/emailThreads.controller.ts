import { Body, Controller, Get, Param, ParseUUIDPipe, Patch, Query } from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import { Require } from '../../common/auth/access.decorator.js';
import { NarrowedBy, ScopedBy } from '../../common/auth/roleScope.decorator.js';
import { CurrentUser, type CurrentUserData } from '../../common/auth/currentUser.js';
import {
  EmailThreadDto,
  EmailThreadPageDto,
  EmailThreadQueryDto,
  ListEmailThreadsDto,
  PatchEmailThreadDto,
} from './dto/emailThread.dto.js';
import { EmailThreadDetailDto } from './dto/emailThreadDetail.dto.js';
import { EmailsService } from './emails.service.js';
import { staleVersion } from '../../common/errors/commonErrors.js';
import { Refuses } from '../../common/errors/refuses.decorator.js';
import { emailThreadNotFound } from '../gmailIngestion.errors.js';

const PATCH_EXAMPLES = {
  resolve: { value: { status: 'resolved' } },
  'assign to a team': { value: { team: 'logistics', assignee_id: null } },
};

@ApiTags('E-mails')
@Controller('emails/threads')
@Require('emails')
@ScopedBy('email_thread', emailThreadNotFound)
export class EmailThreadsController {
  constructor(private readonly emails: EmailsService) {}

  /** List threads, most recent activity first. */
  @Get()
  @NarrowedBy('team')
  list(@Query() query: ListEmailThreadsDto): Promise<EmailThreadPageDto> {
    return this.emails.listThreads(query);
  }

  /** Get a thread with its messages, oldest or newest first. */
  @Get(':id')
  @Refuses(emailThreadNotFound)
  get(
    @Param('id', ParseUUIDPipe) id: string,
    @Query() query: EmailThreadQueryDto,
    @CurrentUser() user: CurrentUserData,
  ): Promise<EmailThreadDetailDto> {
    return this.emails.getThread(id, query, user.id, new Date());
  }

  /**
   * Change the status, priority, team or assignee of a thread.
   * @remarks The change applies to the thread and all its e-mails.
   */
  @Patch(':id')
  @ApiBody({ type: PatchEmailThreadDto, examples: PATCH_EXAMPLES })
  @Refuses(emailThreadNotFound, staleVersion, 'assignee_not_found')
  update(@Param('id', ParseUUIDPipe) id: string, @Body() body: PatchEmailThreadDto): Promise<EmailThreadDto> {
    return this.emails.updateThread(id, body);
  }
}
