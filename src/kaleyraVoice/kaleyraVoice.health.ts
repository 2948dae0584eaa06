import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { ConfigService } from '../common/config/config.service.js';
import { HealthService } from '../common/health/health.service.js';
import { CallLogsRepository } from './callLogs.repository.js';
import { CallSyncRunsRepository } from './callSyncRuns.repository.js';
import { KALEYRA, kaleyraSection } from '../providers/kaleyra/kaleyra.settings.js';

/** Without a successful sync for so long something is wrong, hours. */
const STALE_HOURS = 24;

/** Says whether call logs still arrive. */
@Injectable()
export class KaleyraVoiceHealth implements OnApplicationBootstrap {
  constructor(
    private readonly health: HealthService,
    private readonly callLogs: CallLogsRepository,
    private readonly runs: CallSyncRunsRepository,
    private readonly config: ConfigService,
  ) {}

  onApplicationBootstrap(): void {
    this.health.register({
      name: 'kaleyra_sync',
      module: 'calls',
      outage: 'Call logs do not arrive',
      check: () => this.check(new Date()),
    });
  }

  private async check(now: Date) {
    if (!kaleyraSection(this.config.of(KALEYRA)).api_key) return { ok: true, configured: false };
    const [last_synced_at, newest] = await Promise.all([this.callLogs.lastSyncedAt(), this.runs.newest()]);
    const facts = { configured: true, last_synced_at, last_state: newest?.state ?? null };
    // Before the first sync there is nothing to be late with.
    const stale = last_synced_at !== null && now.getTime() - Date.parse(last_synced_at) > STALE_HOURS * 3_600_000;
    if (!stale) return { ok: true, ...facts };
    return {
      ok: false,
      ...facts,
      message: `no sync succeeded for ${STALE_HOURS} hours${newest?.error_message ? `: ${newest.error_message}` : ''}`,
    };
  }
}
