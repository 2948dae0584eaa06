import { Body, Controller, Get, HttpCode, Param, ParseIntPipe, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Require } from '../auth/access.decorator.js';
import { onlyNarrowed } from '../list/onlyNarrowed.js';
import {
  ListWebhookEventsDto,
  ReplayResultDto,
  ReplayWebhookEventsDto,
  WebhookEventDetailDto,
  WebhookEventDto,
  WebhookEventPageDto,
} from './dto/webhookEvent.dto.js';
import { WebhookEventsService } from './webhookEvents.service.js';

@ApiTags('Webhook inbox')
@Controller('webhook-events')
@Require('webhook_events')
export class WebhookEventsController {
  constructor(private readonly events: WebhookEventsService) {}

  /** What providers sent, newest first. */
  @Get()
  list(@Query() query: ListWebhookEventsDto): Promise<WebhookEventPageDto> {
    return this.events.list(query);
  }

  /** Work once more on the events that the filter leaves, or on `all`. `dry_run` only counts them. */
  @Post('replay')
  @Require('webhook_events', 'edit')
  @HttpCode(200)
  replay(@Body() { dry_run = false, all, ...filter }: ReplayWebhookEventsDto): Promise<ReplayResultDto> {
    return this.events.replay(onlyNarrowed(filter, all), dry_run);
  }

  /** One event, as it came. */
  @Get(':id')
  get(@Param('id', ParseIntPipe) id: number): Promise<WebhookEventDetailDto> {
    return this.events.get(id);
  }

  /** Work on one event once more. What it did already is not done again. */
  @Post(':id/replay')
  @Require('webhook_events', 'edit')
  @HttpCode(200)
  replayOne(@Param('id', ParseIntPipe) id: number): Promise<WebhookEventDto> {
    return this.events.replayOne(id);
  }
}
