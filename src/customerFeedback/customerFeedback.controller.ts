import { Body, Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Require } from '../common/auth/access.decorator.js';
import { CurrentUser, type CurrentUserData } from '../common/auth/currentUser.js';
import { NarrowedBy, ScopedBy } from '../common/auth/roleScope.decorator.js';
import { noteRequired, staleVersion, unprocessable } from '../common/errors/commonErrors.js';
import { Refuses } from '../common/errors/refuses.decorator.js';
import { stepNotAllowed } from '../common/status/lifecycles.service.js';
import { customerFeedbackNotFound, feedbackIsAnonymous } from './customerFeedback.errors.js';
import { CustomerFeedbackService } from './customerFeedback.service.js';
import {
  CreateCustomerFeedbackDto,
  CustomerFeedbackActionDto,
  CustomerFeedbackBreakdownDto,
  CustomerFeedbackBreakdownQueryDto,
  CustomerFeedbackDetailDto,
  CustomerFeedbackDto,
  CustomerFeedbackPageDto,
  CustomerFeedbackStatsDto,
  CustomerFeedbackStatsQueryDto,
  ListCustomerFeedbackDto,
  UpdateCustomerFeedbackDto,
} from './dto/customerFeedback.dto.js';

@ApiTags('Customer feedback')
@Controller('customer-feedback')
@Require('customer_feedback')
export class CustomerFeedbackController {
  constructor(private readonly feedback: CustomerFeedbackService) {}

  /** List feedback of customers, newest first. */
  @Get()
  @NarrowedBy('team')
  list(@Query() query: ListCustomerFeedbackDto): Promise<CustomerFeedbackPageDto> {
    return this.feedback.list(query);
  }

  /**
   * Count feedback by status, kind, topic, rating and team.
   * @remarks Takes the filters of the list.
   */
  @Get('stats')
  @NarrowedBy('team')
  stats(@Query() query: CustomerFeedbackStatsQueryDto): Promise<CustomerFeedbackStatsDto> {
    return this.feedback.stats(query);
  }

  /**
   * Count feedback by channel and by agent, with the mean rating of each.
   * @remarks Of all time.
   */
  @Get('stats/breakdown')
  @NarrowedBy('team')
  getCustomerFeedbackBreakdown(@Query() query: CustomerFeedbackBreakdownQueryDto): Promise<CustomerFeedbackBreakdownDto> {
    return this.feedback.breakdown(query);
  }

  /** Get feedback with its history and possible actions. */
  @Get(':id')
  @ScopedBy('customer_feedback', customerFeedbackNotFound)
  @Refuses(customerFeedbackNotFound)
  get(@Param('id', ParseUUIDPipe) id: string): Promise<CustomerFeedbackDetailDto> {
    return this.feedback.get(id);
  }

  /** Record what a customer thinks. */
  @Post()
  @Refuses(feedbackIsAnonymous, unprocessable)
  create(@Body() body: CreateCustomerFeedbackDto, @CurrentUser() user: CurrentUserData): Promise<CustomerFeedbackDto> {
    return this.feedback.create(body, user.id);
  }

  /**
   * Change feedback, or its status.
   * @remarks Only a status that an action leads to is possible.
   */
  @Patch(':id')
  @ScopedBy('customer_feedback', customerFeedbackNotFound)
  @Refuses(customerFeedbackNotFound, feedbackIsAnonymous, staleVersion, stepNotAllowed, unprocessable)
  update(@Param('id', ParseUUIDPipe) id: string, @Body() body: UpdateCustomerFeedbackDto): Promise<CustomerFeedbackDto> {
    return this.feedback.update(id, body);
  }

  /**
   * Take an action on feedback, such as review or answer.
   * @remarks `answer` and `comment` require a note. An answer is recorded here; it is sent as a reply on the customer's channel.
   */
  @Post(':id/actions')
  @Require('customer_feedback', 'edit')
  @ScopedBy('customer_feedback', customerFeedbackNotFound)
  @HttpCode(200)
  @Refuses(customerFeedbackNotFound, noteRequired, staleVersion, stepNotAllowed)
  act(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: CustomerFeedbackActionDto,
    @CurrentUser() user: CurrentUserData,
  ): Promise<CustomerFeedbackDetailDto> {
    return this.feedback.act(id, body, user.id, new Date());
  }

  /** Delete feedback; its history stays. */
  @Delete(':id')
  @ScopedBy('customer_feedback', customerFeedbackNotFound)
  @Refuses(customerFeedbackNotFound)
  remove(@Param('id', ParseUUIDPipe) id: string): Promise<CustomerFeedbackDto> {
    return this.feedback.remove(id);
  }
}
