import { Injectable } from '@nestjs/common';
import { Functions } from '../supabase/functions.service.js';
import { SupabaseService } from '../supabase/supabase.service.js';
import { type Row, unwrap } from '../supabase/table.js';
import type { RedeliverFilterDto } from './dto/webhookDelivery.dto.js';
import type { WebhookWork } from './webhookQueue.repository.js';

export type SubscriptionRow = Row<'webhook_subscriptions'>;
export type AttemptRow = Row<'webhook_delivery_attempts'>;

export interface NewSubscription {
  id: string;
  name: string;
  description?: string;
  url: string;
  event_types: string[];
  is_active?: boolean;
  created_by: string;
}

/** What people do with subscriptions and deliveries. Secrets arrive here sealed. */
@Injectable()
export class WebhookSubscriptionsRepository {
  constructor(
    private readonly supabase: SupabaseService,
    private readonly functions: Functions,
  ) {}

  async create(subscription: NewSubscription, secret: string, authorization_token?: string): Promise<SubscriptionRow> {
    return this.functions.call('create_webhook_subscription', {
      p_subscription: subscription,
      p_secret: secret,
      p_authorization_token: authorization_token,
    });
  }

  /** A token of undefined stays as it is, null takes it away. Raises webhook_subscription_not_found. */
  async update(id: string, change: Record<string, unknown>, authorization_token?: string | null): Promise<SubscriptionRow> {
    return this.functions.call('update_webhook_subscription', {
      p_id: id,
      p_change: change,
      p_set_token: authorization_token !== undefined,
      p_authorization_token: authorization_token ?? undefined,
    });
  }

  /** Raises webhook_subscription_not_found. */
  async enable(id: string): Promise<SubscriptionRow> {
    return this.functions.call('enable_webhook_subscription', { p_id: id });
  }

  /** Until when the old secret signs too. Raises webhook_subscription_not_found. */
  async rotateSecret(id: string, secret: string, grace_ms: number): Promise<string> {
    return this.functions.call('rotate_webhook_secret', { p_id: id, p_secret: secret, p_grace_ms: grace_ms });
  }

  /** Raises webhook_subscription_not_found. */
  async remove(id: string): Promise<SubscriptionRow> {
    return this.functions.call('delete_webhook_subscription', { p_id: id });
  }

  /** A delivery of the event webhook.test whose only attempt the caller carries out. Raises webhook_subscription_not_found. */
  async beginTest(id: string, payload: { subscription_id: string; requested_by: string }, lease_ms: number): Promise<WebhookWork> {
    const work = await this.functions.one('begin_webhook_test', { p_subscription_id: id, p_payload: payload, p_lease_ms: lease_ms });
    return { ...(work as unknown as WebhookWork), attempt_id: String(work.attempt_id) };
  }

  async hasToken(id: string): Promise<boolean> {
    const row = unwrap(
      await this.supabase.admin
        .from('webhook_secrets')
        .select('subscription_id')
        .eq('subscription_id', id)
        .not('authorization_token', 'is', null)
        .maybeSingle(),
    );
    return row !== null;
  }

  async attempts(delivery_id: string): Promise<AttemptRow[]> {
    return unwrap(await this.supabase.admin.from('webhook_delivery_attempts').select().eq('delivery_id', delivery_id).order('attempt'));
  }

  /** Raises webhook_delivery_not_found, webhook_delivery_in_flight, webhook_subscription_deleted. */
  async redeliver(id: string): Promise<Row<'webhook_deliveries'>> {
    return this.functions.call('redeliver_webhook', { p_id: id });
  }

  /** How many matched. Raises too_many_deliveries. */
  async redeliverMany({ subscription_id, state, event, from, to, dry_run }: RedeliverFilterDto, most: number): Promise<number> {
    return this.functions.call('redeliver_webhooks', {
      p_most: most,
      p_dry_run: dry_run ?? false,
      p_subscription_id: subscription_id,
      p_state: state,
      p_event: event,
      p_from: from,
      p_to: to,
    });
  }
}
