import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ConfigService } from '../common/config/config.service.js';
import { JobsService } from '../common/jobs/jobs.service.js';
import { task } from '../common/jobs/task.js';
import { CallAttemptsService, settleCallAttempts } from './callAttempts.service.js';
import { CallSyncService } from './callSync.service.js';
import { KALEYRA_VOICE } from './kaleyraVoice.settings.js';
import { KALEYRA, kaleyraSection } from '../providers/kaleyra/kaleyra.settings.js';

/** Up to this long after a tick the provider is asked, seconds. */
const JITTER_SECONDS = 20;

/** Added in SQL, with the run. */
export const syncCallLogs = task('kaleyra.sync_call_logs', { run_id: 'string' });
const startScheduledSync = task('kaleyra.start_scheduled_sync');

/** The background work of this module, and when it is due. */
@Injectable()
export class KaleyraVoiceJobs implements OnModuleInit {
  constructor(
    private readonly jobs: JobsService,
    private readonly sync: CallSyncService,
    private readonly attempts: CallAttemptsService,
    private readonly config: ConfigService,
  ) {}

  onModuleInit(): void {
    this.jobs.on(syncCallLogs, ({ run_id }, context) => this.sync.perform(run_id, context));
    this.jobs.on(startScheduledSync, () => this.sync.start({}, 'schedule', new Date()));
    this.jobs.on(settleCallAttempts, () => this.attempts.settleFromLog());
    this.jobs.every('*/2 * * * *', settleCallAttempts, {}, { jitter_seconds: 10 });
    const cron = this.config.of(KALEYRA_VOICE).KALEYRA_SYNC_CRON;
    if (cron === 'off' || !kaleyraSection(this.config.of(KALEYRA)).api_key) return;
    this.jobs.every(cron, startScheduledSync, {}, { name: 'kaleyra.sync', jitter_seconds: JITTER_SECONDS });
  }
}
