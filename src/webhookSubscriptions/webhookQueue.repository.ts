import { Injectable } from '@nestjs/common';
import type { WebhookAnswer } from '../providers/webhookEndpoint/webhookEndpoint.client.js';
import { PostgresService } from '../supabase/postgres.service.js';
import type { NextStep } from './nextStep.js';

/** An attempt that this process has begun and must finish before its lease ends. */
export interface WebhookWork {
  attempt_id: string;
  attempt: number;
  delivery_id: string;
  webhook_id: string;
  subscription_id: string;
  event: string;
  namespace: string;
  entity_id: string;
  body: string;
  schedule_position: number;
  url: string;
  /** Sealed, all three. */
  secret: string;
  previous_secret: string | null;
  authorization_token: string | null;
}

/** What of a change a webhook needs. */
export interface WebhookEvent {
  seq: number;
  event: string;
  namespace: string;
  entity_id: string;
  payload: Record<string, unknown>;
  at: string;
}

export interface DisableRule {
  /** Without a success for so long. */
  after_ms: number;
  /** And at least so many failures, so that one event a week is no verdict. */
  min_failures: number;
}

export interface WebhookOutcome {
  state: 'pending' | 'delivered' | 'given_up' | 'cancelled' | 'sending';
  /** This attempt switched the endpoint off. */
  disabled: boolean;
  /** The lease had run out and somebody else has the delivery. */
  superseded: boolean;
}

export interface WebhookLag {
  open_deliveries: number;
  oldest_due_seconds: number;
  oldest_idle_seconds: number;
}

/** The hot path, straight over pg: enqueue, claim, finish. */
@Injectable()
export class WebhookQueueRepository {
  constructor(private readonly postgres: PostgresService) {}

  /** Those that were switched off get theirs, too: they are sent when it is on again. */
  async isAnybodySubscribed(): Promise<boolean> {
    const [row] = await this.postgres.query<{ found: boolean }>(
      'select exists (select from public.webhook_subscriptions where deleted_at is null and (is_active or disabled_at is not null)) as found',
    );
    return row!.found;
  }

  /** How many deliveries the event made; 0 when nobody wants it or it was enqueued before. */
  async enqueue({ seq, event, namespace, entity_id, payload, at }: WebhookEvent): Promise<number> {
    const [row] = await this.postgres.query<{ added: number }>(
      'select public.enqueue_webhook_deliveries($1, $2, $3, $4, $5::jsonb, $6) as added',
      [seq, event, namespace, entity_id, JSON.stringify(payload), at],
    );
    return row!.added;
  }

  /** The same for many events, all or none. */
  async enqueueMany(events: WebhookEvent[]): Promise<number> {
    const [row] = await this.postgres.query<{ added: number }>('select public.enqueue_many_webhook_deliveries($1::jsonb) as added', [
      JSON.stringify(events),
    ]);
    return row!.added;
  }

  claim(limit: number, lease_ms: number, endpoint_limit: number): Promise<WebhookWork[]> {
    return this.postgres.query<WebhookWork & Record<string, unknown>>('select * from public.claim_webhook_deliveries($1, $2, $3)', [
      limit,
      lease_ms,
      endpoint_limit,
    ]);
  }

  async finish(
    attempt_id: string,
    answer: Omit<WebhookAnswer, 'error_code'> & { error_code: string | null },
    step: NextStep,
    rule: DisableRule,
  ): Promise<WebhookOutcome> {
    const [row] = await this.postgres.query<{ outcome: WebhookOutcome }>(
      'select public.finish_webhook_attempt($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) as outcome',
      [
        attempt_id,
        step.result,
        answer.status_code,
        answer.error_code,
        answer.response_excerpt,
        answer.duration_ms,
        step.retry_in_ms,
        step.gone,
        rule.after_ms,
        rule.min_failures,
      ],
    );
    return row!.outcome;
  }

  /** Milliseconds until there is something to claim; null when nothing is open. */
  async nextDueMs(endpoint_limit: number): Promise<number | null> {
    const [row] = await this.postgres.query<{ ms: number | null }>('select public.next_webhook_due_ms($1) as ms', [endpoint_limit]);
    return row!.ms;
  }

  async expire(days: number, most: number): Promise<number> {
    const [row] = await this.postgres.query<{ dropped: number }>('select public.expire_webhook_deliveries($1, $2) as dropped', [
      days,
      most,
    ]);
    return row!.dropped;
  }

  async lag(): Promise<WebhookLag> {
    const [row] = await this.postgres.query<{ open_deliveries: string; oldest_due_seconds: number; oldest_idle_seconds: number }>(
      'select * from public.get_webhook_lag()',
    );
    return { ...row!, open_deliveries: Number(row!.open_deliveries) };
  }
}
