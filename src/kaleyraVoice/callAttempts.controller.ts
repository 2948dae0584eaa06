import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
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
import { providerNotConfigured, unprocessable } from '../common/errors/commonErrors.js';
import { Refuses } from '../common/errors/refuses.decorator.js';
import { attemptNotFound, badNumber } from './kaleyraVoice.errors.js';

/** Bodies to try; the first is what Swagger UI fills in. */
const CLICK_TO_CALL_EXAMPLES = {
  now: { value: { agent_number: '5550100001', customer_number: '5550001001' } },
  'later, from another number': {
    value: { agent_number: '5550100001', customer_number: '5550001001', caller_id: '5558000001', send_after: '2030-01-01T09:00:00Z' },
  },
};
const OUTBOUND_EXAMPLES = {
  'a sound': { value: { numbers: ['5550001001', '5550001002'], play: '1234.sound' } },
  'a text': { value: { numbers: ['5550001001'], message: 'Your order is on its way.' } },
};

@ApiTags('Calls')
@Controller('calls')
@Require('calls')
export class CallAttemptsController {
  constructor(private readonly attempts: CallAttemptsService) {}

  /**
   * Call an agent and connect a customer.
   * @remarks The call is never placed twice; if its outcome is uncertain, `state` says so.
   */
  @Post('click-to-call')
  @ApiBody({ type: ClickToCallDto, examples: CLICK_TO_CALL_EXAMPLES })
  @Refuses(badNumber, unprocessable, providerNotConfigured)
  clickToCall(@Body() body: ClickToCallDto, @CurrentUser() user: CurrentUserData): Promise<CallAttemptDto> {
    return this.attempts.clickToCall(body, user.id);
  }

  /** Call numbers and play a message or a flow. */
  @Post('outbound')
  @ApiBody({ type: OutboundCallDto, examples: OUTBOUND_EXAMPLES })
  @Refuses(badNumber, unprocessable, providerNotConfigured)
  async placeOutboundCalls(@Body() body: OutboundCallDto, @CurrentUser() user: CurrentUserData): Promise<OutboundCallsDto> {
    return { data: await this.attempts.outbound(body, user.id) };
  }

  /** List placed calls, newest first. */
  @Get('attempts')
  list(@Query() query: ListCallAttemptsDto): Promise<CallAttemptPageDto> {
    return this.attempts.list(query);
  }

  /** Get a placed call with everything that happened to it. */
  @Get('attempts/:id')
  @Refuses(attemptNotFound)
  get(@Param('id', ParseUUIDPipe) id: string): Promise<CallAttemptDetailDto> {
    return this.attempts.get(id);
  }

  /** Cancel a call that has not been placed yet. */
  @Post('attempts/:id/cancel')
  @HttpCode(200)
  @Refuses(attemptNotFound, 'send_not_found', 'send_not_cancellable')
  cancel(@Param('id', ParseUUIDPipe) id: string): Promise<CallAttemptDto> {
    return this.attempts.cancel(id);
  }

  /** Record the outcome of an uncertain call. */
  @Post('attempts/:id/settle')
  @Require('calls', 'edit')
  @HttpCode(200)
  @Refuses(attemptNotFound, 'send_not_found', 'send_not_uncertain')
  settle(@Param('id', ParseUUIDPipe) id: string, @Body() body: SettleCallAttemptDto): Promise<CallAttemptDto> {
    return this.attempts.settle(id, body);
  }
}
