import { Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { SecretBox } from '../common/crypto/secretBox.js';
import { newSecret } from '../providers/webhookEndpoint/signature.js';
import { WebhookEndpointClient } from '../providers/webhookEndpoint/webhookEndpoint.client.js';
import type { Table } from '../supabase/table.js';
import { Tables } from '../supabase/tables.service.js';
import type { WebhookEventTypeDto } from './dto/webhookDelivery.dto.js';
import type {
  CreateWebhookSubscriptionDto,
  ListWebhookSubscriptionsDto,
  RotatedSecretDto,
  UpdateWebhookSubscriptionDto,
  WebhookSubscriptionDto,
  WebhookSubscriptionWithSecretDto,
  WebhookTestResultDto,
} from './dto/webhookSubscription.dto.js';
import { WebhookEventTypes } from './eventTypes.js';
import { unknownEventType, urlNotAllowed, webhookSubscriptionNotFound } from './webhookSubscriptions.errors.js';
import { secretPlace } from './secretPlace.js';
import { WebhookSender } from './webhookSender.js';
import { type SubscriptionRow, WebhookSubscriptionsRepository } from './webhookSubscriptions.repository.js';

/** After a rotation the old secret signs as well for so long, milliseconds. */
const ROTATION_GRACE_MS = 24 * 3_600_000;

/** Which endpoints hear of what. */
@Injectable()
export class WebhookSubscriptionsService {
  private readonly subscriptions: Table<'webhook_subscriptions'>;

  constructor(
    tables: Tables,
    private readonly repository: WebhookSubscriptionsRepository,
    private readonly sender: WebhookSender,
    private readonly receiver: WebhookEndpointClient,
    private readonly types: WebhookEventTypes,
    private readonly box: SecretBox,
  ) {
    this.subscriptions = tables.of('webhook_subscriptions', {
      notFound: webhookSubscriptionNotFound,
      hidden: 'deleted_at',
      filters: ['is_active'],
      search: ['name', 'description', 'url'],
      sort: ['created_at', 'name'],
    });
  }

  async list(query: ListWebhookSubscriptionsDto) {
    const page = await this.subscriptions.page(query);
    return { ...page, data: page.data.map(shown) };
  }

  eventTypes(): WebhookEventTypeDto[] {
    return this.types.list();
  }

  /** Raises webhook_subscription_not_found. */
  async get(id: string): Promise<WebhookSubscriptionDto> {
    const row = await this.subscriptions.get(id);
    return { ...shown(row), has_authorization_token: await this.repository.hasToken(id) };
  }

  /** The secret is told here and never again. Raises url_not_allowed, unknown_event_type. */
  async create(
    { authorization_token, ...body }: CreateWebhookSubscriptionDto,
    created_by: string,
  ): Promise<WebhookSubscriptionWithSecretDto> {
    this.checkEventTypes(body.event_types);
    await this.checkUrl(body.url);
    const id = randomUUID();
    const secret = newSecret();
    const row = await this.repository.create(
      { ...body, id, created_by },
      this.box.seal(secret, secretPlace(id, 'secret')),
      this.sealToken(id, authorization_token) ?? undefined,
    );
    return { ...shown(row), has_authorization_token: Boolean(authorization_token), secret };
  }

  /** Raises webhook_subscription_not_found, url_not_allowed, unknown_event_type. */
  async update(id: string, { authorization_token, ...change }: UpdateWebhookSubscriptionDto): Promise<WebhookSubscriptionDto> {
    if (change.event_types !== undefined) this.checkEventTypes(change.event_types);
    if (change.url !== undefined) await this.checkUrl(change.url);
    const row = await this.repository.update(id, change, this.sealToken(id, authorization_token));
    return { ...shown(row), has_authorization_token: await this.repository.hasToken(id) };
  }

  async remove(id: string): Promise<WebhookSubscriptionDto> {
    return shown(await this.repository.remove(id));
  }

  async enable(id: string): Promise<WebhookSubscriptionDto> {
    return shown(await this.repository.enable(id));
  }

  async rotateSecret(id: string): Promise<RotatedSecretDto> {
    const secret = newSecret();
    const previous_valid_until = await this.repository.rotateSecret(
      id,
      this.box.seal(secret, secretPlace(id, 'secret')),
      ROTATION_GRACE_MS,
    );
    return { secret, previous_valid_until };
  }

  /** One attempt now, whether the subscription is on or off; it counts neither for nor against the endpoint. */
  async test(id: string, requested_by: string): Promise<WebhookTestResultDto> {
    const work = await this.repository.beginTest(id, { subscription_id: id, requested_by }, this.sender.lease_ms);
    const { state, answer } = await this.sender.send(work);
    return {
      delivery_id: work.delivery_id,
      webhook_id: work.webhook_id,
      delivered: state === 'delivered',
      status_code: answer.status_code,
      error_code: answer.error_code,
      response_excerpt: answer.response_excerpt,
      duration_ms: answer.duration_ms,
    };
  }

  private checkEventTypes(event_types: string[]): void {
    const unknown = event_types.filter((type) => this.types.namesNoEvent(type));
    if (unknown.length > 0)
      throw unknownEventType(
        { event_types: unknown },
        { message: `No endpoint hears of ${unknown.join(', ')}: see GET /webhook-event-types.` },
      );
  }

  private async checkUrl(url: string): Promise<void> {
    const refusal = await this.receiver.refuse(url);
    if (refusal) throw urlNotAllowed({ reason: refusal.reason }, { message: refusal.message });
  }

  /** Undefined stays undefined (as it is), empty becomes null (taken away). */
  private sealToken(id: string, token: string | null | undefined): string | null | undefined {
    if (token === undefined) return undefined;
    return token ? this.box.seal(token, secretPlace(id, 'authorization_token')) : null;
  }
}

function shown({ deleted_at: _deleted, ...row }: SubscriptionRow): WebhookSubscriptionDto {
  return row;
}
