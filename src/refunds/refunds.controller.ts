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

  /** Count refunds and add up their amounts, by status and reason, with the filters of the list. */
  @Get('stats')
  stats(@Query() query: RefundStatsQueryDto): Promise<RefundStatsDto> {
    return this.refunds.stats(query);
  }

  /** Get a refund with its products, its history and the actions that are possible now. */
  @Get(':id')
  get(@Param('id', ParseUUIDPipe) id: string): Promise<RefundDetailDto> {
    return this.refunds.get(id);
  }

  /** Ask for a refund. */
  @Post()
  create(@Body() body: CreateRefundDto, @CurrentUser() user: CurrentUserData): Promise<RefundDto> {
    return this.refunds.create(body, user.id);
  }

  /** Change the assignee, the reason or the status; only statuses that an action leads to are possible. */
  @Patch(':id')
  update(@Param('id', ParseUUIDPipe) id: string, @Body() body: UpdateRefundDto): Promise<RefundDto> {
    return this.refunds.update(id, body);
  }

  /** Take an action: approve, reject, comment and so on. Reject, reverse and comment need a note. */
  @Post(':id/actions')
  @Require('refunds', 'edit')
  @HttpCode(200)
  act(@Param('id', ParseUUIDPipe) id: string, @Body() body: RefundActionDto): Promise<RefundDetailDto> {
    return this.refunds.act(id, body);
  }
}
