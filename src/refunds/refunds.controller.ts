import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Require } from '../common/auth/access.decorator.js';
import { CurrentUser, type CurrentUserData } from '../common/auth/currentUser.js';
import {
  CreateRefundDto,
  ListRefundsDto,
  RefundActionDto,
  RefundDetailDto,
  RefundDto,
  RefundPageDto,
  RefundStatsDto,
  RefundStatsQueryDto,
  UpdateRefundDto,
} from './dto/refund.dto.js';
import { RefundsService } from './refunds.service.js';
import { staleVersion, unprocessable } from '../common/errors/commonErrors.js';
import { Refuses } from '../common/errors/refuses.decorator.js';
import { stepNotAllowed } from '../common/status/lifecycles.service.js';
import { noteRequired, refundAmountMissing, refundAmountsDisagree, refundNotFound } from './refunds.errors.js';

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

  /** Get a refund with its products, history and possible actions. */
  @Get(':id')
  @Refuses(refundNotFound)
  get(@Param('id', ParseUUIDPipe) id: string): Promise<RefundDetailDto> {
    return this.refunds.get(id);
  }

  /** Request a refund. */
  @Post()
  @Refuses(refundAmountsDisagree, refundAmountMissing, unprocessable)
  create(@Body() body: CreateRefundDto, @CurrentUser() user: CurrentUserData): Promise<RefundDto> {
    return this.refunds.create(body, user.id);
  }

  /**
   * Change the assignee, reason or status of a refund.
   * @remarks Only a status that an action leads to is possible.
   */
  @Patch(':id')
  @Refuses(refundNotFound, staleVersion, stepNotAllowed, unprocessable)
  update(@Param('id', ParseUUIDPipe) id: string, @Body() body: UpdateRefundDto): Promise<RefundDto> {
    return this.refunds.update(id, body);
  }

  /**
   * Take an action on a refund, such as approve or reject.
   * @remarks `reject`, `reverse` and `comment` require a note.
   */
  @Post(':id/actions')
  @Require('refunds', 'edit')
  @HttpCode(200)
  @Refuses(refundNotFound, staleVersion, stepNotAllowed, noteRequired)
  act(@Param('id', ParseUUIDPipe) id: string, @Body() body: RefundActionDto): Promise<RefundDetailDto> {
    return this.refunds.act(id, body);
  }
}
