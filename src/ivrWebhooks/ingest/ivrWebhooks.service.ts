import { Injectable, type OnModuleInit } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { WebhookInboxService } from '../../common/webhookInbox/webhookInbox.service.js';
import { type IncomingWebhook, type WebhookHead, webhookRefused } from '../../common/webhookInbox/webhookSource.js';
import { isKnownSecret } from '../../providers/whatsapp/webhookProof.js';
import { redacted } from '../mapping/redact.js';
import { IvrAccounts } from '../providers/ivrAccounts.js';
import { IVR_ROUTES, slugOf } from '../providers/webhookPath.js';
import { IvrIngestService } from './ivrIngest.service.js';

/** The field of the address, or the header, that proves the caller. */
const SECRET_FIELD = 't';
const SECRET_HEADER = 'x-webhook-secret';

/** The webhooks of IVR providers: who may call, what is not stored, and what tells one event from another. */
@Injectable()
export class IvrWebhooksService implements OnModuleInit {
  constructor(
    private readonly inbox: WebhookInboxService,
    private readonly accounts: IvrAccounts,
    private readonly ingest: IvrIngestService,
  ) {}

  onModuleInit(): void {
    this.inbox.register({
      source: 'ivr',
      routes: IVR_ROUTES,
      answers_head: true,
      check: (request) => this.check(request),
      secret_fields: [SECRET_FIELD],
      redact: (request) => this.redact(request),
      dedupeKey: ({ path, query, body }) =>
        `${path}:${createHash('sha256')
          .update(withoutSecret(query))
          .update('\n')
          .update(body ?? '')
          .digest('hex')}`,
      handle: (events) => this.ingest.handle(events),
    });
  }

  /** A secret that was just changed is looked up first. Raises webhook_refused. */
  private async check({ method, path, query, headers }: WebhookHead): Promise<void> {
    const given = new URLSearchParams(query).get(SECRET_FIELD) ?? headers[SECRET_HEADER];
    for (const renew of [false, true]) {
      const account = await this.accounts.at(slugOf(path), { renew });
      if (!account?.is_active || !isKnownSecret(account.secrets, given)) continue;
      if (method !== 'HEAD') this.accounts.noteCall(account.id);
      return;
    }
    throw webhookRefused();
  }

  private async redact(request: IncomingWebhook): Promise<IncomingWebhook> {
    const account = await this.accounts.at(slugOf(request.path));
    return redacted(request, account?.mapping.redact ?? []);
  }
}

/** A second delivery after a rotation is the same event. */
function withoutSecret(query: string): string {
  return query
    .split('&')
    .filter((part) => !part.startsWith(`${SECRET_FIELD}=`))
    .join('&');
}
