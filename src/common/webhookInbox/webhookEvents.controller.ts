import { Body, Controller, Get, HttpCode, Param, ParseIntPipe, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Require } from '../auth/access.decorator.js';
import { onlyNarrowed } from '../list/onlyNarrowed.js';
import {
  ListWebhookEventsDto,
  ReplayResultDto,
  ReplayWebhookEventsDto,
  WebhookEventDetailDto,
  WebhookEventPageDto,
} from './dto/webhookEvent.dto.js';
import { WebhookEventsService } from './webhookEvents.service.js';

@ApiTags('Webhook inbox')
@Controller('webhook-events')
@Require('webhook_events')
export class WebhookEventsController {
  constructor(private readonly events: WebhookEventsService) {}

  /** List events received from providers, newest first. */
  @Get()
  list(@Query() query: ListWebhookEventsDto): Promise<WebhookEventPageDto> {
    return this.events.list(query);
  }

  /**
   * Process the selected events again, or all of them with `all`.
   * @remarks With `dry_run` they are only counted.
   */
  @Post('replay')
  @Require('webhook_events', 'edit')
  @HttpCode(200)
  replayWebhookEvents(@Body() { dry_run = false, all, ...filter }: ReplayWebhookEventsDto): Promise<ReplayResultDto> {
    return this.events.replay(onlyNarrowed(filter, all), dry_run);
  }

  /** Get an event as it was received. */
  @Get(':id')
  get(@Param('id', ParseIntPipe) id: number): Promise<WebhookEventDetailDto> {
    return this.events.get(id);
  }

  /**
   * Process an event again.
   * @remarks Effects that it already had are not repeated.
   */
  @Post(':id/replay')
  @Require('webhook_events', 'edit')
  @HttpCode(200)
  replayWebhookEvent(@Param('id', ParseIntPipe) id: number): Promise<WebhookEventDetailDto> {
    return this.events.replayOne(id);
  }
}
