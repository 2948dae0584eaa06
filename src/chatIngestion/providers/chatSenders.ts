import { Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { ConfigService } from '../../common/config/config.service.js';
import { providerNotConfigured } from '../../common/errors/commonErrors.js';
import { InteraktClient } from '../../providers/interakt/interakt.client.js';
import { INTERAKT, interaktAccount } from '../../providers/interakt/interakt.settings.js';
import { NetcoreClient } from '../../providers/netcore/netcore.client.js';
import { NETCORE, netcoreAccount } from '../../providers/netcore/netcore.settings.js';
import type { ChatSender } from '../../providers/ports/chatSender.port.js';
import { type ChatAccount, ChatAccounts } from './chatAccounts.js';

/** The clients of accounts. Each is kept as long as its settings, because it holds the account's pace. */
@Injectable()
export class ChatSenders {
  private readonly clients = new Map<string, { settings: string; sender: ChatSender }>();

  constructor(
    private readonly accounts: ChatAccounts,
    private readonly config: ConfigService,
  ) {}

  /** What sends for a business number: this account while it is active, or else another with the number. Raises provider_not_configured. */
  async sending(provider_id: string, business_number: string): Promise<{ provider_id: string; sender: ChatSender }> {
    const account = await this.accounts.sending(provider_id, business_number);
    if (!account) throw providerNotConfigured({ business_number }, { message: 'No active chat provider has this business number.' });
    return { provider_id: account.id, sender: this.of(account) };
  }

  /** Raises provider_not_configured, also for one that is not active or was removed. */
  async named(provider_id: string): Promise<ChatSender> {
    const account = await this.accounts.get(provider_id, { renew: true });
    if (!account?.is_active || account.is_sealed)
      throw providerNotConfigured({ provider_id }, { message: 'The chat provider is not active.' });
    return this.of(account);
  }

  private of(account: ChatAccount): ChatSender {
    const { id, kind, api_key, source } = account;
    const make = this.maker(account);
    if (!make) throw providerNotConfigured({ provider_id: id }, { message: 'The chat provider has no API key.' });
    const settings = createHash('sha256')
      .update(JSON.stringify([kind, api_key, source]))
      .digest('hex');
    const known = this.clients.get(id);
    if (known?.settings === settings) return known.sender;
    const sender = make();
    this.clients.set(id, { settings, sender });
    return sender;
  }

  /** Null: it has no key, neither of its own nor by the settings. */
  private maker({ kind, api_key, source }: ChatAccount): (() => ChatSender) | null {
    if (kind === 'interakt') {
      const settings = interaktAccount(this.config.of(INTERAKT), { api_key });
      return settings && (() => new InteraktClient(settings));
    }
    const settings = netcoreAccount(this.config.of(NETCORE), { api_key, source: source || null });
    return settings && (() => new NetcoreClient(settings));
  }
}
