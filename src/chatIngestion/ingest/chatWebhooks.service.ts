import { Injectable, type OnModuleInit } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { WebhookInboxService } from '../../common/webhookInbox/webhookInbox.service.js';
import { type IncomingWebhook, type WebhookHead, webhookRefused } from '../../common/webhookInbox/webhookSource.js';
import { interaktSignature, isKnownSecret, isSignedBy } from '../../providers/whatsapp/webhookProof.js';
import { type ChatAccount, ChatAccounts } from '../providers/chatAccounts.js';
import { CHAT_KINDS, type ChatKind } from '../providers/chatKinds.js';
import { slugOf, webhookRoutes } from '../providers/webhookPaths.js';
import { ChatIngestService } from './chatIngest.service.js';

/** The field of the address that proves the caller. */
const ADDRESS_FIELD = 't';

/** The webhooks of chat providers: who may call, and what tells one event from another. */
@Injectable()
export class ChatWebhooksService implements OnModuleInit {
  constructor(
    private readonly inbox: WebhookInboxService,
    private readonly accounts: ChatAccounts,
    private readonly ingest: ChatIngestService,
  ) {}

  onModuleInit(): void {
    for (const kind of CHAT_KINDS) {
      this.inbox.register({
        source: kind,
        routes: webhookRoutes(kind),
        answers_head: true,
        check: (request) => this.check(kind, request),
        checkBody: (request) => this.checkBody(kind, request),
        secret_fields: [ADDRESS_FIELD],
        dedupeKey: ({ path, body }) =>
          `${path}:${createHash('sha256')
            .update(body ?? '')
            .digest('hex')}`,
        handle: (events) => this.ingest.handle(kind, events),
      });
    }
  }

  /** The secret in the address, or for an account that signs, that there is a signature; of a mere look nothing is signed. */
  private async check(kind: ChatKind, { method, path, query, headers }: WebhookHead): Promise<void> {
    const given = new URLSearchParams(query).get(ADDRESS_FIELD) ?? undefined;
    await this.believed(kind, path, (account) =>
      signs(account) ? method === 'HEAD' || signatureOf(kind, headers) !== undefined : isKnownSecret(account.address_secrets, given),
    );
  }

  private async checkBody(kind: ChatKind, { path, headers, body }: IncomingWebhook): Promise<void> {
    const account = await this.believed(
      kind,
      path,
      (one) => !signs(one) || isSignedBy(one.webhook_secrets, signatureOf(kind, headers), body),
    );
    this.accounts.noteCall(account.id);
  }

  /** Raises webhook_refused unless the account believes the request; a secret that was just changed is looked up first. */
  private async believed(kind: ChatKind, path: string, proves: (account: ChatAccount) => boolean): Promise<ChatAccount> {
    for (const renew of [false, true]) {
      const account = await this.accounts.at(kind, slugOf(path), { renew });
      if (account?.is_active && proves(account)) return account;
    }
    throw webhookRefused();
  }
}

function signs({ webhook_secrets }: ChatAccount): boolean {
  return webhook_secrets.length > 0;
}

/** Netcore signs nothing of its own; what it passes on may carry Meta's signature. */
function signatureOf(kind: ChatKind, headers: Record<string, string>): string | undefined {
  return kind === 'interakt' ? interaktSignature(headers) : headers['x-hub-signature-256'];
}
