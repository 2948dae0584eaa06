import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Require } from '../common/auth/access.decorator.js';
import { CurrentUser, type CurrentUserData } from '../common/auth/currentUser.js';
import { EmailTriageDto, EmailTriagePageDto, ListEmailTriagesDto, TriageEmailDto } from './dto/emailTriage.dto.js';
import { EmailTriageService } from './emailTriage.service.js';

@ApiTags('E-mail triage')
@Controller('emails')
@Require('emails')
export class EmailTriageController {
  constructor(private readonly triage: EmailTriageService) {}

  /** Triage an e-mail anew, now. What a person has set stays; nothing is sent. When the model gives no result, rules decide and the answer says so. */
  @Post(':id/triage')
  @HttpCode(200)
  @Require('emails', 'edit')
  redo(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: TriageEmailDto,
    @CurrentUser() user: CurrentUserData,
  ): Promise<EmailTriageDto> {
    return this.triage.redo(id, body ?? {}, user.id);
  }

  /** Every triage of an e-mail, newest first, with model, reason and what came of it. */
  @Get(':id/triages')
  list(@Param('id', ParseUUIDPipe) id: string, @Query() query: ListEmailTriagesDto): Promise<EmailTriagePageDto> {
    return this.triage.list(id, query);
  }
}
