import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ConfigService } from '../common/config/config.service.js';
import { JobsService } from '../common/jobs/jobs.service.js';
import { CallSyncService } from './callSync.service.js';
import { KALEYRA_VOICE } from './kaleyraVoice.settings.js';
import { KALEYRA, kaleyraSection } from '../providers/kaleyra/kaleyra.settings.js';

/** Up to this long after a tick the provider is asked, seconds. */
const JITTER_SECONDS = 20;

/** The background work of this module, and when it is due. */
@Injectable()
export class KaleyraVoiceJobs implements OnModuleInit {
  constructor(
    private readonly jobs: JobsService,
    private readonly sync: CallSyncService,
    private readonly config: ConfigService,
  ) {}

  onModuleInit(): void {
    this.jobs.register('kaleyra.sync_call_logs', (payload, context) => this.sync.perform(String(payload.run_id), context));
    this.jobs.register('kaleyra.start_scheduled_sync', async () => {
      await this.sync.start({}, 'schedule', new Date());
    });
    const cron = this.config.of(KALEYRA_VOICE).KALEYRA_SYNC_CRON;
    if (cron === 'off' || !kaleyraSection(this.config.of(KALEYRA)).api_key) return;
    this.jobs.schedule({ name: 'kaleyra.sync', cron, task: 'kaleyra.start_scheduled_sync', payload: {}, jitter_seconds: JITTER_SECONDS });
  }
}
