import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { Logger } from 'pino';
import { ConfigService } from '../common/config/config.service.js';
import { HealthService } from '../common/health/health.service.js';
import { InjectLogger } from '../common/http/logger.token.js';
import { CallLogsRepository } from './callLogs.repository.js';
import { CallSyncRunsRepository } from './callSyncRuns.repository.js';

/** Without a successful sync for so long something is wrong, hours. */
const STALE_HOURS = 24;

/** Says whether call logs still arrive, and makes the rollups follow the configuration when the product starts. */
@Injectable()
export class KaleyraVoiceHealth implements OnApplicationBootstrap {
  constructor(
    private readonly health: HealthService,
    private readonly callLogs: CallLogsRepository,
    private readonly runs: CallSyncRunsRepository,
    private readonly config: ConfigService,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const { BUSINESS_TIMEZONE, KALEYRA_CONNECTED_STATUSES, KALEYRA_ANSWERED_STATUSES, KALEYRA_MISSED_STATUSES } = this.config.environment;
    await this.callLogs.configureRollups({
      timezone: BUSINESS_TIMEZONE,
      connected: KALEYRA_CONNECTED_STATUSES,
      answered: KALEYRA_ANSWERED_STATUSES,
      missed: KALEYRA_MISSED_STATUSES,
    });
    this.health.register('kaleyra_sync', () => this.check(new Date()));
    this.logger.debug({ timezone: BUSINESS_TIMEZONE }, 'call rollups follow the configuration');
  }

  private async check(now: Date) {
    if (!this.config.kaleyra.api_key) return { ok: true, configured: false };
    const [last_synced_at, newest] = await Promise.all([this.callLogs.lastSyncedAt(), this.runs.newest()]);
    const facts = { configured: true, last_synced_at, last_state: newest?.state ?? null };
    // Before the first sync there is nothing to be late with.
    const stale = last_synced_at !== null && now.getTime() - Date.parse(last_synced_at) > STALE_HOURS * 3_600_000;
    if (!stale) return { ok: true, ...facts };
    return { ok: false, ...facts, message: `no sync succeeded for ${STALE_HOURS} hours${newest?.error_message ? `: ${newest.error_message}` : ''}` };
  }
}
