import { Injectable, type OnModuleInit } from '@nestjs/common';
import { createHash, timingSafeEqual } from 'node:crypto';
import { defineError } from '../../common/errors/appError.js';
import { ConfigService } from '../../common/config/config.service.js';
import { WebhookInboxService } from '../../common/webhookInbox/webhookInbox.service.js';
import { type WebhookEvent, type WebhookHead, webhookRefused, webhookUnusable } from '../../common/webhookInbox/webhookSource.js';
import { type GmailPush, GooglePushVerifier, readGmailPush } from '../../providers/gmail/pubsubPush.js';
import { MailboxesRepository } from '../mailboxes/mailboxes.repository.js';
import { GMAIL } from '../../providers/gmail/gmail.settings.js';

export const pushUnverified = defineError(
  'push_unverified',
  503,
  "Google's keys cannot be fetched, so the request cannot be verified; send it again.",
);

/** Gmail's push requests. They are hints: the mailbox is read from where we stand, whatever they say. */
@Injectable()
export class GmailPushService implements OnModuleInit {
  private readonly verifier?: GooglePushVerifier;

  constructor(
    private readonly inbox: WebhookInboxService,
    private readonly mailboxes: MailboxesRepository,
    private readonly config: ConfigService,
  ) {
    const {
      GMAIL_PUSH_AUDIENCE: audience,
      GMAIL_PUSH_SERVICE_ACCOUNT: service_account,
      GMAIL_PUSH_JWKS_URL: jwks_url,
      GMAIL_PUSH_ISSUER: issuer,
    } = config.of(GMAIL);
    if (audience && service_account)
      this.verifier = new GooglePushVerifier({ jwks_url, issuers: [issuer, issuer.replace(/^https:\/\//, '')], audience, service_account });
  }

  onModuleInit(): void {
    this.inbox.register({
      source: 'gmail',
      routes: ['POST /webhooks/gmail'],
      check: (request) => this.check(request),
      secret_fields: ['token'],
      dedupeKey: ({ body }) => pushKey(body),
      handle: (events) => this.handle(events),
    });
  }

  /** Everything that is configured must hold; when nothing is, nobody is believed. */
  private async check({ query, headers }: WebhookHead): Promise<void> {
    const { GMAIL_PUSH_TOKEN: token } = this.config.of(GMAIL);
    if (!token && !this.verifier) throw webhookRefused(undefined, { message: 'Gmail push notifications are not configured.' });
    if (token && !isSame(new URLSearchParams(query).get('token') ?? '', token)) throw webhookRefused();
    const verdict = await this.verifier?.verify(headers['authorization']);
    if (verdict?.state === 'refused') throw webhookRefused({ reason: verdict.reason });
    // Nobody knows; Google sends it again.
    if (verdict?.state === 'unavailable') throw pushUnverified();
  }

  private async handle(events: WebhookEvent[]): Promise<(string | Error)[]> {
    const pushes = events.map(({ body }) => read(body));
    const outcomes = await this.mailboxes.requestPushedSyncs(pushes.map((push) => (push.state === 'news' ? push.email_address : '')));
    return pushes.map((push, place) =>
      push.state === 'news'
        ? outcomes[place]!
        : webhookUnusable(undefined, { message: `The push notification cannot be used: ${push.reason}.` }),
    );
  }
}

function read(body: Buffer | null): GmailPush {
  try {
    return readGmailPush(JSON.parse(body?.toString('utf8') ?? ''));
  } catch {
    return { state: 'unusable', reason: 'it is no JSON', message_id: '' };
  }
}

/** Google's message id; of what cannot be read, or was sent without its wrapping, the content. */
function pushKey(body: Buffer | null): string {
  const id = read(body).message_id;
  return id
    ? id.slice(0, 200)
    : `sha256:${createHash('sha256')
        .update(body ?? '')
        .digest('hex')}`;
}

function isSame(given: string, wanted: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}
