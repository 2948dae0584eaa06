import { Injectable, type OnApplicationBootstrap, type OnModuleInit } from '@nestjs/common';
import { ConfigService } from '../../common/config/config.service.js';
import { JobsService } from '../../common/jobs/jobs.service.js';
import { task } from '../../common/jobs/task.js';
import { Functions } from '../../supabase/functions.service.js';
import { CHAT_INGESTION } from '../chatIngestion.settings.js';
import { ProviderTemplatesService, syncTemplates } from './providerTemplates.service.js';

const askAll = task('chats.ask_templates');

/** The background work of replies, and the words that opt out, which follow the settings when the product starts. */
@Injectable()
export class ChatRepliesJobs implements OnModuleInit, OnApplicationBootstrap {
  constructor(
    private readonly jobs: JobsService,
    private readonly templates: ProviderTemplatesService,
    private readonly functions: Functions,
    private readonly config: ConfigService,
  ) {}

  onModuleInit(): void {
    this.jobs.on(syncTemplates, ({ provider_id }, { signal }) => this.templates.sync(provider_id, signal));
    this.jobs.on(askAll, () => this.templates.askAll());
    this.jobs.every('17 */6 * * *', askAll, {}, { jitter_seconds: 300 });
  }

  async onApplicationBootstrap(): Promise<void> {
    const { CHAT_OPT_OUT_WORDS, CHAT_OPT_IN_WORDS } = this.config.of(CHAT_INGESTION);
    await this.functions.call('set_chat_opt_words', { p_out: CHAT_OPT_OUT_WORDS, p_in: CHAT_OPT_IN_WORDS });
  }
}
