import { Body, Controller, Delete, Get, Param, ParseUUIDPipe, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import { Require } from '../common/auth/access.decorator.js';
import { CurrentUser, type CurrentUserData } from '../common/auth/currentUser.js';
import { staleVersion, unprocessable } from '../common/errors/commonErrors.js';
import { Refuses } from '../common/errors/refuses.decorator.js';
import { customerNotFound, identityIsOurs, identityIsShared } from '../customers/customers.errors.js';
import { entryNotFound, eventNotFound, notACandidate } from './customerTimeline.errors.js';
import { CustomerTimelineService } from './customerTimeline.service.js';
import {
  EntryCustomerDto,
  CreateCustomerEventDto,
  CustomerEventDto,
  SetEntryCustomerDto,
  TimelineFilterDto,
  TimelinePageDto,
  TimelineQueryDto,
  TimelineSummaryDto,
  UpdateCustomerEventDto,
} from './dto/customerTimeline.dto.js';

const WHOSE = {
  name: 'mobile_number',
  description: 'A phone number in any spelling, an e-mail address, or the id of a customer.',
  example: '+918123456789',
};

@ApiTags('Customer timeline')
@Controller('customer-timeline')
@Require('timeline')
export class CustomerTimelineController {
  constructor(private readonly timeline: CustomerTimelineService) {}

  /** Add an event to the timeline of a customer. */
  @Post()
  @Refuses(customerNotFound, identityIsOurs, identityIsShared, unprocessable)
  createCustomerEvent(@Body() body: CreateCustomerEventDto, @CurrentUser() user: CurrentUserData): Promise<CustomerEventDto> {
    return this.timeline.addEvent(body, user.id);
  }

  /**
   * Set which of the customers who share a number made a call.
   * @remarks For this call only. It then appears on the timeline of that customer.
   */
  @Put('calls/:id/customer')
  @ApiParam({ name: 'id', schema: { type: 'string', maxLength: 100 }, description: 'The id of the call.' })
  @Refuses(entryNotFound, customerNotFound, notACandidate)
  setCallCustomer(
    @Param('id') id: string,
    @Body() { customer_id }: SetEntryCustomerDto,
    @CurrentUser() user: CurrentUserData,
  ): Promise<EntryCustomerDto> {
    return this.timeline.setCallCustomer(id, customer_id, user);
  }

  /**
   * Set which of the customers who share an address an e-mail belongs to.
   * @remarks For this e-mail only. It then belongs to that customer everywhere.
   */
  @Put('emails/:id/customer')
  @Refuses(entryNotFound, customerNotFound, notACandidate)
  setEmailCustomer(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { customer_id }: SetEntryCustomerDto,
    @CurrentUser() user: CurrentUserData,
  ): Promise<EntryCustomerDto> {
    return this.timeline.setEmailCustomer(id, customer_id, user);
  }

  /** Get an event that was added to a timeline. */
  @Get('events/:id')
  @Refuses(eventNotFound)
  getCustomerEvent(@Param('id', ParseUUIDPipe) id: string): Promise<CustomerEventDto> {
    return this.timeline.getEvent(id);
  }

  /** Correct an event that was added to a timeline. */
  @Patch('events/:id')
  @Refuses(eventNotFound, staleVersion, unprocessable)
  updateCustomerEvent(@Param('id', ParseUUIDPipe) id: string, @Body() body: UpdateCustomerEventDto): Promise<CustomerEventDto> {
    return this.timeline.updateEvent(id, body);
  }

  /** Delete an event that was added to a timeline. */
  @Delete('events/:id')
  @Refuses(eventNotFound)
  deleteCustomerEvent(@Param('id', ParseUUIDPipe) id: string): Promise<CustomerEventDto> {
    return this.timeline.removeEvent(id);
  }

  /**
   * Get the timeline of a customer, newest first.
   * @remarks All channels in one stream; a call is one entry, however many agents were rung. You see the kinds whose module you may view.
   */
  @Get(':mobile_number')
  @ApiParam(WHOSE)
  @Refuses(customerNotFound)
  getCustomerTimeline(
    @Param('mobile_number') mobile_number: string,
    @Query() query: TimelineQueryDto,
    @CurrentUser() user: CurrentUserData,
  ): Promise<TimelinePageDto> {
    return this.timeline.page(mobile_number, query, user.permissions!);
  }

  /** Count the timeline entries of a customer by kind. */
  @Get(':mobile_number/summary')
  @ApiParam(WHOSE)
  @Refuses(customerNotFound)
  getCustomerTimelineSummary(
    @Param('mobile_number') mobile_number: string,
    @Query() query: TimelineFilterDto,
    @CurrentUser() user: CurrentUserData,
  ): Promise<TimelineSummaryDto> {
    return this.timeline.summary(mobile_number, query, user.permissions!);
  }
}
