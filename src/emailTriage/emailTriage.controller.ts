import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Require } from '../common/auth/access.decorator.js';
import { ScopedBy } from '../common/auth/roleScope.decorator.js';
import { CurrentUser, type CurrentUserData } from '../common/auth/currentUser.js';
import { EmailTriageDto, EmailTriagePageDto, ListEmailTriagesDto, TriageEmailDto } from './dto/emailTriage.dto.js';
import { EmailTriageService, notTriaged, triageIsOff } from './emailTriage.service.js';
import { Refuses } from '../common/errors/refuses.decorator.js';
import { emailNotFound } from '../gmailIngestion/gmailIngestion.errors.js';

@ApiTags('E-mail triage')
@Controller('emails')
@Require('emails')
@ScopedBy('email', emailNotFound)
export class EmailTriageController {
  constructor(private readonly triage: EmailTriageService) {}

  /**
   * Run triage on an e-mail now.
   * @remarks Fields set by a person are kept, and nothing is sent. If the model gives no result, rules decide and the response says so.
   */
  @Post(':id/triage')
  @HttpCode(200)
  @Require('emails', 'edit')
  @Refuses(emailNotFound, triageIsOff, notTriaged)
  triageEmail(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: TriageEmailDto,
    @CurrentUser() user: CurrentUserData,
  ): Promise<EmailTriageDto> {
    return this.triage.redo(id, body ?? {}, user.id);
  }

  /** List the triage results of an e-mail, newest first. */
  @Get(':id/triages')
  @Refuses(emailNotFound)
  list(@Param('id', ParseUUIDPipe) id: string, @Query() query: ListEmailTriagesDto): Promise<EmailTriagePageDto> {
    return this.triage.list(id, query);
  }
}
