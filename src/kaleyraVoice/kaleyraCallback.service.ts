import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ConfigService } from '../common/config/config.service.js';
import { isUuid } from '../common/list/uuid.js';
import { WebhookInboxService } from '../common/webhookInbox/webhookInbox.service.js';
import { type WebhookEvent, type WebhookHead, webhookRefused, webhookUnusable } from '../common/webhookInbox/webhookSource.js';
import { callbackKey, outcomeRank, parseKaleyraCallback, readCallbackQuery } from '../providers/kaleyra/kaleyraCallback.parser.js';
import { CallAttemptsRepository, type CallReport } from './callAttempts.repository.js';
import { sendState } from './callAttempts.service.js';
import { callbackTokenIsValid } from './callbackToken.js';

/** Kaleyra's callbacks: how they are checked, told apart, and carried into the attempts. */
@Injectable()
export class KaleyraCallbackService implements OnModuleInit {
  constructor(
    private readonly inbox: WebhookInboxService,
    private readonly attempts: CallAttemptsRepository,
    private readonly config: ConfigService,
  ) {}

  onModuleInit(): void {
    this.inbox.register({
      source: 'kaleyra',
      routes: ['GET /webhooks/kaleyra/callback'],
      check: (request) => this.check(request),
      secret_fields: ['t'],
      dedupeKey: ({ query }) => callbackKey(readCallbackQuery(query)),
      handle: (events) => this.handle(events),
    });
  }

  private check({ query }: WebhookHead): void {
    const fields = new URLSearchParams(query);
    const attempt_id = fields.get('cid') ?? '';
    if (!isUuid(attempt_id) || !callbackTokenIsValid(this.config.link_secret, attempt_id, fields.get('t') ?? '')) throw webhookRefused();
  }

  private async handle(events: WebhookEvent[]): Promise<(string | Error)[]> {
    const results = await this.attempts.report(events.map(readReport));
    return results.map((result) => (result === 'no_attempt' ? webhookUnusable(undefined, { message: 'No such call attempt.' }) : result));
  }
}

function readReport({ query, dedupe_key }: WebhookEvent): CallReport {
  const fields = readCallbackQuery(query);
  const { recording, provider_id, ...callback } = parseKaleyraCallback(fields);
  return {
    ...callback,
    attempt_id: fields.get('cid')!,
    kind: 'callback',
    dedupe_key,
    state: sendState(callback.outcome),
    rank: outcomeRank(callback.outcome),
    has_recording: recording !== '',
    provider_id: provider_id || undefined,
  };
}
