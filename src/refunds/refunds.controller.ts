import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Require } from '../common/auth/access.decorator.js';
import { CurrentUser, type CurrentUserData } from '../common/auth/currentUser.js';
import {
  CreateRefundDto,
  ListRefundsDto,
  RefundActionDto,
  RefundBreakdownDto,
  RefundBreakdownQueryDto,
  RefundDetailDto,
  RefundDto,
  RefundLimitDto,
  RefundPageDto,
  RefundStatsDto,
  RefundStatsQueryDto,
  SetRefundLimitDto,
  SettlePayoutDto,
  UpdateRefundDto,
} from './dto/refund.dto.js';
import { RefundsService } from './refunds.service.js';
import { noteRequired, staleVersion, unprocessable } from '../common/errors/commonErrors.js';
import { Refuses } from '../common/errors/refuses.decorator.js';
import { stepNotAllowed } from '../common/status/lifecycles.service.js';
import {
  orderNotFound,
  payoutNotMade,
  refundAmountMissing,
  refundAmountsDisagree,
  refundNotFound,
  shopUnavailable,
} from './refunds.errors.js';

/** What keeps a refund from being written. */
const MONEY_REFUSALS = [
  refundAmountsDisagree,
  refundAmountMissing,
  orderNotFound,
  shopUnavailable,
  'refund_exceeds_paid',
  'refund_currency_differs',
  unprocessable,
];
const STEP_REFUSALS = [refundNotFound, staleVersion, stepNotAllowed, 'approval_needed', 'payout_under_way', 'refund_exceeds_paid'];

@ApiTags('Refunds')
@Controller('refunds')
@Require('refunds')
export class RefundsController {
  constructor(private readonly refunds: RefundsService) {}

  /** List refunds, newest first. */
  @Get()
  list(@Query() query: ListRefundsDto): Promise<RefundPageDto> {
    return this.refunds.list(query);
  }

  /**
   * Count refunds and add up their amounts by status and reason.
   * @remarks Takes the filters of the list.
   */
  @Get('stats')
  stats(@Query() query: RefundStatsQueryDto): Promise<RefundStatsDto> {
    return this.refunds.stats(query);
  }

  /**
   * Add up refunds by day, by agent and by product, and tell how long they took to be paid.
   * @remarks Days are business days on which they were asked for; the rest is of all time.
   */
  @Get('stats/breakdown')
  getRefundBreakdown(@Query() query: RefundBreakdownQueryDto): Promise<RefundBreakdownDto> {
    return this.refunds.breakdown(query, new Date());
  }

  /** List above what refunds need an approval, by currency. */
  @Get('limits')
  listRefundLimits(): Promise<RefundLimitDto[]> {
    return this.refunds.limits();
  }

  /**
   * Set above what refunds in a currency need an approval.
   * @remarks Limits are for orders and customers within a window, so that parts do not pass where the whole would not. Refunds in a
   * currency without limits always need one.
   */
  @Put('limits')
  @Require('roles', 'edit', { person: true })
  @Refuses(staleVersion)
  setRefundLimit(@Body() body: SetRefundLimitDto): Promise<RefundLimitDto> {
    return this.refunds.setLimit(body);
  }

  /** Get a refund with its products, history and possible actions. */
  @Get(':id')
  @Refuses(refundNotFound)
  get(@Param('id', ParseUUIDPipe) id: string): Promise<RefundDetailDto> {
    return this.refunds.get(id);
  }

  /**
   * Request a refund.
   * @remarks Together, refunds of an order are never more than was paid for it, as the shop says it. An approval is
   * requested automatically above a limit: see `approval_request_id`.
   */
  @Post()
  @Refuses(...MONEY_REFUSALS)
  create(@Body() body: CreateRefundDto, @CurrentUser() user: CurrentUserData): Promise<RefundDto> {
    return this.refunds.create(body, user.id, new Date());
  }

  /**
   * Change a refund, or its status.
   * @remarks Only a status that an action leads to is possible. What a refund is about changes only before it is decided; a waiting
   * approval is void then, and requested again if it is still needed.
   */
  @Patch(':id')
  @Refuses(...STEP_REFUSALS, ...MONEY_REFUSALS.filter((code) => code !== 'refund_exceeds_paid'), 'refund_is_decided')
  update(@Param('id', ParseUUIDPipe) id: string, @Body() body: UpdateRefundDto, @CurrentUser() user: CurrentUserData): Promise<RefundDto> {
    return this.refunds.update(id, body, user.id, new Date());
  }

  /**
   * Take an action on a refund, such as approve or reject.
   * @remarks `reject`, `reverse` and `comment` require a note. Above a limit `approve` is refused: decide the approval request instead.
   * `process` pays out where the order is known to the shop; `pay` and `fail` are for refunds that are paid by hand.
   */
  @Post(':id/actions')
  @Require('refunds', 'edit')
  @HttpCode(200)
  @Refuses(...STEP_REFUSALS, noteRequired)
  act(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: RefundActionDto,
    @CurrentUser() user: CurrentUserData,
  ): Promise<RefundDetailDto> {
    return this.refunds.act(id, body, user.id, new Date());
  }

  /** Settle a payout whose outcome is unknown. */
  @Post(':id/payout/settle')
  @Require('refunds', 'edit')
  @HttpCode(200)
  @Refuses(refundNotFound, payoutNotMade, 'send_not_uncertain')
  settlePayout(@Param('id', ParseUUIDPipe) id: string, @Body() body: SettlePayoutDto): Promise<RefundDetailDto> {
    return this.refunds.settle(id, body);
  }
}
