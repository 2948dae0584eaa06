import { Injectable } from '@nestjs/common';
import { onlyNarrowed } from '../common/list/onlyNarrowed.js';
import { CREATED_BETWEEN, type Row, type Table } from '../supabase/table.js';
import { Tables } from '../supabase/tables.service.js';
import type {
  ListWebhookDeliveriesDto,
  RedeliverFilterDto,
  RedeliverResultDto,
  WebhookDeliveryDetailDto,
  WebhookDeliveryDto,
} from './dto/webhookDelivery.dto.js';
import { webhookDeliveryNotFound } from './webhookSubscriptions.errors.js';
import { type WebhookEvent, WebhookQueueRepository } from './webhookQueue.repository.js';
import { WebhookSubscriptionsRepository } from './webhookSubscriptions.repository.js';

/** Sent again in one request; more need a narrower range. */
const REDELIVER_AT_MOST = 10_000;
const LISTED = [
  'id',
  'webhook_id',
  'subscription_id',
  'seq',
  'event',
  'namespace',
  'entity_id',
  'state',
  'reason',
  'attempt_count',
  'next_attempt_at',
  'last_status_code',
  'last_error',
  'event_at',
  'created_at',
  'finished_at',
] as const;

/** What was sent and what came of it. */
@Injectable()
export class WebhookDeliveriesService {
  private readonly deliveries: Table<'webhook_deliveries'>;
  private readonly whole: Table<'webhook_deliveries'>;

  constructor(
    tables: Tables,
    private readonly repository: WebhookSubscriptionsRepository,
    private readonly queue: WebhookQueueRepository,
  ) {
    this.deliveries = tables.of('webhook_deliveries', {
      columns: LISTED,
      filters: ['subscription_id', 'state', 'event', 'entity_id'],
      ranges: CREATED_BETWEEN,
      sort: ['created_at'],
    });
    this.whole = tables.of('webhook_deliveries', { notFound: webhookDeliveryNotFound });
  }

  /** Whether any event would make a delivery. */
  isAnybodySubscribed(): Promise<boolean> {
    return this.queue.isAnybodySubscribed();
  }

  /** One delivery for each subscription that wants the event; the same event again adds none. Returns how many were added. */
  enqueue(event: WebhookEvent): Promise<number> {
    return this.queue.enqueue(event);
  }

  /** The same for many events, all or none. */
  enqueueMany(events: WebhookEvent[]): Promise<number> {
    return events.length > 0 ? this.queue.enqueueMany(events) : Promise.resolve(0);
  }

  list(query: ListWebhookDeliveriesDto) {
    return this.deliveries.page(query);
  }

  /** With its attempts; what the endpoint answered only when the caller looks after endpoints. Raises webhook_delivery_not_found. */
  async get(id: string, shows_answers: boolean): Promise<WebhookDeliveryDetailDto> {
    const [row, attempts] = await Promise.all([this.whole.get(id), this.repository.attempts(id)]);
    return {
      ...listed(row),
      body: row.body,
      attempts: attempts.map(({ delivery_id: _delivery, response_excerpt, ...attempt }) => ({
        ...attempt,
        response_excerpt: shows_answers ? response_excerpt : null,
      })),
    };
  }

  /** Raises webhook_delivery_not_found, webhook_delivery_in_flight, webhook_subscription_deleted. */
  async redeliver(id: string): Promise<WebhookDeliveryDto> {
    return listed(await this.repository.redeliver(id));
  }

  async redeliverMany({ all, dry_run = false, ...filter }: RedeliverFilterDto): Promise<RedeliverResultDto> {
    const deliveries = await this.repository.redeliverMany({ ...onlyNarrowed(filter, all), dry_run }, REDELIVER_AT_MOST);
    return { deliveries, dry_run };
  }
}

function listed({ body: _body, schedule_position: _position, ...row }: Row<'webhook_deliveries'>): WebhookDeliveryDto {
  return row;
}
