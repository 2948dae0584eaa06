import { Injectable } from '@nestjs/common';
import { Functions } from '../../supabase/functions.service.js';
import { chatProviderNotFound } from '../chatIngestion.errors.js';
import { ChatIngestService } from '../ingest/chatIngest.service.js';
import { ChatAccounts } from './chatAccounts.js';
import { ChatProvidersService } from './chatProviders.service.js';
import type { ChatProviderTestDto, TestChatProviderDto } from './dto/chatProviderTest.dto.js';

/** Tries webhook bodies out. */
@Injectable()
export class ChatProviderTestService {
  constructor(
    private readonly providers: ChatProvidersService,
    private readonly accounts: ChatAccounts,
    private readonly ingest: ChatIngestService,
    private readonly functions: Functions,
  ) {}

  /** That it was done is noted. Raises chat_provider_not_found. */
  async test(id: string, { body }: TestChatProviderDto): Promise<ChatProviderTestDto> {
    await this.providers.get(id);
    const account = await this.accounts.get(id, { renew: true });
    if (!account) throw chatProviderNotFound({ id });
    await this.functions.call('log_activity', { p_action: 'test', p_entity_type: 'chat_providers', p_entity_id: id });
    return { items: await this.ingest.tryOut(account, Buffer.from(body), new Date()) };
  }
}
