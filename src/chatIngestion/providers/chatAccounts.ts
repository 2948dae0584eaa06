import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { SecretBox, SecretBoxError } from '../../common/crypto/secretBox.js';
import { providerNotConfigured } from '../../common/errors/commonErrors.js';
import { InjectLogger } from '../../common/log/logger.token.js';
import { KnownAccounts } from '../../common/webhookInbox/knownAccounts.js';
import type { ChatKind } from './chatKinds.js';
import { ChatProvidersRepository, type StoredChatProvider } from './chatProviders.repository.js';
import { chatSecretPlace } from './chatProviderSecrets.js';

/** An account with its secrets in the clear: those of now, and the former ones while they are still believed. */
export interface ChatAccount {
  id: string;
  slug: string;
  kind: ChatKind;
  name: string;
  business_number: string;
  default_team: string | null;
  /** Active and not removed: what is not takes no events and sends nothing. */
  is_active: boolean;
  is_default: boolean;
  source: string;
  address_secrets: string[];
  /** Keys of its signature; none when it signs nothing. */
  webhook_secrets: string[];
  api_key: string | null;
  /** None of our keys opens its secrets: nothing can be believed or sent until one does, or they are given anew. */
  is_sealed: boolean;
}

/** The accounts of chat providers, for those who meet one with every event. */
@Injectable()
export class ChatAccounts implements BeforeApplicationShutdown {
  private readonly known: KnownAccounts<ChatAccount>;

  constructor(
    repository: ChatProvidersRepository,
    private readonly box: SecretBox,
    @InjectLogger() private readonly logger: Logger,
  ) {
    this.known = new KnownAccounts({
      read: async (now) => (await repository.all()).map((row) => this.opened(row, now)),
      noteCalls: (ids) => repository.noteCalls(ids),
      onLost: (error) => logger.warn({ err: error }, 'calls of chat providers were not noted'),
    });
  }

  /**
   * The account that a webhook address means: by its slug, or the default one of its kind. Also one that was removed, if no other has the
   * slug. Raises provider_not_configured when its secrets cannot be read: the provider may come again.
   */
  async at(kind: ChatKind, slug: string | null, { renew = false } = {}): Promise<ChatAccount | undefined> {
    const accounts = await this.known.all({ renew });
    const found = accounts.find((account) => account.kind === kind && (slug === null ? account.is_default : account.slug === slug));
    if (found?.is_sealed) throw providerNotConfigured(undefined, { message: 'The secrets of this provider cannot be read.' });
    return found;
  }

  async get(id: string, { renew = false } = {}): Promise<ChatAccount | undefined> {
    const accounts = await this.known.all({ renew });
    return accounts.find((account) => account.id === id.toLowerCase());
  }

  /** An active account of a business number, if there is one: the given one before others. */
  async sending(id: string, business_number: string): Promise<ChatAccount | undefined> {
    const accounts = await this.known.all();
    const able = accounts.filter((account) => account.is_active && !account.is_sealed && account.business_number === business_number);
    return able.find((account) => account.id === id) ?? able[0];
  }

  /** They were changed here: whoever asks next reads them anew. */
  forget(): void {
    this.known.forget();
  }

  /** It called. */
  noteCall(id: string): void {
    this.known.noteCall(id);
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.known.flush();
  }

  private opened(row: StoredChatProvider, now: Date): ChatAccount {
    try {
      return this.open(row, now);
    } catch (error) {
      if (!(error instanceof SecretBoxError)) throw error;
      // The others go on.
      this.logger.error({ err: error, provider_id: row.id }, 'the secrets of a chat provider cannot be read');
      return { ...this.open({ ...row, secrets: null }, now), is_sealed: true };
    }
  }

  /** Raises SecretBoxError. */
  private open({ secrets, deleted_at, is_active, kind, ...row }: StoredChatProvider, now: Date): ChatAccount {
    const open = (name: Parameters<typeof chatSecretPlace>[1], ...sealed: (string | null | undefined)[]) =>
      sealed.flatMap((box) => (box ? [this.box.open(box, chatSecretPlace(row.id, name))] : []));
    const former = (box: string | null, until: string | null) => (until && Date.parse(until) > now.getTime() ? box : null);
    return {
      ...row,
      kind: kind as ChatKind,
      is_active: is_active && deleted_at === null,
      address_secrets: secrets
        ? open('address_secret', secrets.address_secret, former(secrets.previous_address_secret, secrets.previous_address_until))
        : [],
      webhook_secrets: secrets
        ? open('webhook_secret', secrets.webhook_secret, former(secrets.previous_webhook_secret, secrets.previous_webhook_until))
        : [],
      api_key: secrets ? (open('api_key', secrets.api_key)[0] ?? null) : null,
      is_sealed: false,
    };
  }
}
