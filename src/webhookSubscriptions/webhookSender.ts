import { Injectable } from '@nestjs/common';
import { Counter } from 'prom-client';
import type { Logger } from 'pino';
import { ConfigService } from '../common/config/config.service.js';
import { SecretBox, SecretBoxError } from '../common/crypto/secretBox.js';
import { MetricsService } from '../common/health/metrics.service.js';
import { InjectLogger } from '../common/log/logger.token.js';
import { signatureHeader } from '../providers/webhookEndpoint/signature.js';
import { type WebhookAnswer, WebhookEndpointClient, type WebhookRequest } from '../providers/webhookEndpoint/webhookEndpoint.client.js';
import { nextStep } from './nextStep.js';
import { secretPlace } from './secretPlace.js';
import { type WebhookOutcome, WebhookQueueRepository, type WebhookWork } from './webhookQueue.repository.js';
import { WEBHOOK_SUBSCRIPTIONS } from './webhookSubscriptions.settings.js';

const USER_AGENT = 'customer-success-webhooks/1';
/** Fewer failures than this switch no endpoint off, however long ago the first was. */
const DISABLE_MIN_FAILURES = 5;

export interface SentWebhook extends WebhookOutcome {
  answer: Omit<WebhookAnswer, 'error_code'> & { error_code: string | null };
}

/** Carries out one attempt: signs, sends, records what came of it. */
@Injectable()
export class WebhookSender {
  private readonly attempts: Counter<'outcome'>;

  constructor(
    private readonly queue: WebhookQueueRepository,
    private readonly receiver: WebhookEndpointClient,
    private readonly box: SecretBox,
    private readonly config: ConfigService,
    metrics: MetricsService,
    @InjectLogger() private readonly logger: Logger,
  ) {
    this.attempts = new Counter({
      name: 'webhook_deliveries_total',
      help: 'Attempts by what became of the delivery: delivered, pending (tried again), given_up, cancelled, superseded.',
      labelNames: ['outcome'],
      registers: [metrics.registry],
    });
  }

  /** Longer than an attempt can take, recording included. */
  get lease_ms(): number {
    const { WEBHOOK_TIMEOUT } = this.config.of(WEBHOOK_SUBSCRIPTIONS);
    return Math.max(2 * WEBHOOK_TIMEOUT, WEBHOOK_TIMEOUT + 1_000);
  }

  /** Raises only when the outcome could not be recorded: then the lease ends and it is sent again. */
  async send(work: WebhookWork, stop?: AbortSignal): Promise<SentWebhook> {
    const { WEBHOOK_RETRY_SCHEDULE, WEBHOOK_DISABLE_AFTER } = this.config.of(WEBHOOK_SUBSCRIPTIONS);
    const answer = await this.attempt(work, stop);
    const step = nextStep(answer as WebhookAnswer, work.schedule_position, WEBHOOK_RETRY_SCHEDULE, Math.random());
    const outcome = await this.queue.finish(work.attempt_id, answer, step, {
      after_ms: WEBHOOK_DISABLE_AFTER,
      min_failures: DISABLE_MIN_FAILURES,
    });
    this.attempts.inc({ outcome: outcome.superseded ? 'superseded' : outcome.state });
    if (outcome.disabled)
      this.logger.warn({ subscription_id: work.subscription_id, status_code: answer.status_code }, 'a webhook endpoint was disabled');
    return { ...outcome, answer };
  }

  private async attempt(work: WebhookWork, stop?: AbortSignal): Promise<SentWebhook['answer']> {
    let request: WebhookRequest;
    try {
      request = this.request(work, new Date());
    } catch (error) {
      if (!(error instanceof SecretBoxError)) throw error;
      this.logger.error(
        { err: error, subscription_id: work.subscription_id },
        'the secret of a webhook cannot be opened: is ENCRYPTION_KEY the right one?',
      );
      return {
        status_code: null,
        error_code: 'secret_unreadable',
        retry_after_ms: null,
        abort_message: false,
        response_excerpt: null,
        duration_ms: 0,
      };
    }
    return this.receiver.post(request, stop);
  }

  private request(work: WebhookWork, now: Date): WebhookRequest {
    const open = (box: string, name: 'secret' | 'authorization_token') => this.box.open(box, secretPlace(work.subscription_id, name));
    const secrets = [work.secret, work.previous_secret].filter((box) => box !== null).map((box) => open(box, 'secret'));
    const timestamp = Math.floor(now.getTime() / 1000);
    const { data, causation } = JSON.parse(work.body) as { data?: { call_id?: unknown }; causation?: string };
    const call_id = callIdOf(work, data);
    return {
      url: work.url,
      body: work.body,
      headers: {
        'content-type': 'application/json',
        'user-agent': USER_AGENT,
        'x-webhook-event': work.event,
        ...(call_id ? { 'x-call-id': call_id } : {}),
        // Whoever calls us because of it passes it on, so that rules do not set each other off for ever.
        ...(causation ? { 'x-causation': causation } : {}),
        ...(work.authorization_token ? { authorization: `Bearer ${open(work.authorization_token, 'authorization_token')}` } : {}),
        'webhook-id': work.webhook_id,
        'webhook-timestamp': String(timestamp),
        'webhook-signature': signatureHeader(secrets, { id: work.webhook_id, timestamp, body: work.body }),
      },
    };
  }
}

/** Entities that are calls. */
const CALLS = new Set(['call', 'call_attempt', 'ivr_call']);

/** The call that an event is about: the entity, or what its payload names. */
function callIdOf(work: WebhookWork, data: { call_id?: unknown } | undefined): string | undefined {
  const id = CALLS.has(work.event.split(':')[0]!) ? work.entity_id : data?.call_id;
  // A header takes no line breaks and little else; an id that does not fit stays in the body alone.
  return typeof id === 'string' && /^[\x21-\x7e]{1,200}$/.test(id) ? id : undefined;
}
