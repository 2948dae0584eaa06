import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Require } from '../common/auth/access.decorator.js';
import { CurrentUser, type CurrentUserData } from '../common/auth/currentUser.js';
import { CallAttemptsService } from './callAttempts.service.js';
import {
  CallAttemptDetailDto,
  CallAttemptDto,
  CallAttemptPageDto,
  ClickToCallDto,
  ListCallAttemptsDto,
  OutboundCallDto,
  OutboundCallsDto,
  SettleCallAttemptDto,
} from './dto/callAttempt.dto.js';

@ApiTags('Calls')
@Controller('calls')
@Require('calls')
export class CallAttemptsController {
  constructor(private readonly attempts: CallAttemptsService) {}

  /** Ring an agent and connect a customer. Never dialled twice: what became of an uncertain one shows in `state`. */
  @Post('click-to-call')
  clickToCall(@Body() body: ClickToCallDto, @CurrentUser() user: CurrentUserData): Promise<CallAttemptDto> {
    return this.attempts.clickToCall(body, user.id);
  }

  /** Call numbers and play a message or a flow. */
  @Post('outbound')
  async outbound(@Body() body: OutboundCallDto, @CurrentUser() user: CurrentUserData): Promise<OutboundCallsDto> {
    return { data: await this.attempts.outbound(body, user.id) };
  }

  /** Calls that we placed, newest first. */
  @Get('attempts')
  list(@Query() query: ListCallAttemptsDto): Promise<CallAttemptPageDto> {
    return this.attempts.list(query);
  }

  /** One call that we placed, with everything that happened to it. */
  @Get('attempts/:id')
  get(@Param('id', ParseUUIDPipe) id: string): Promise<CallAttemptDetailDto> {
    return this.attempts.get(id);
  }

  /** Take back a call that is not under way yet. */
  @Post('attempts/:id/cancel')
  @HttpCode(200)
  cancel(@Param('id', ParseUUIDPipe) id: string): Promise<CallAttemptDto> {
    return this.attempts.cancel(id);
  }

  /** Say what became of a call that the provider left uncertain. */
  @Post('attempts/:id/settle')
  @Require('calls', 'edit')
  @HttpCode(200)
  settle(@Param('id', ParseUUIDPipe) id: string, @Body() body: SettleCallAttemptDto): Promise<CallAttemptDto> {
    return this.attempts.settle(id, body);
  }
}
