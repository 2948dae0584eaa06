import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { Logger } from 'pino';
import { ConfigService } from '../common/config/config.service.js';
import { InjectLogger } from '../common/log/logger.token.js';
import { CallLogsRepository } from './callLogs.repository.js';
import { KALEYRA_VOICE } from './kaleyraVoice.settings.js';
import { BusinessClock } from '../common/timeRange/businessClock.js';

/** Makes the call figures follow BUSINESS_TIMEZONE and the configured status sets when the product starts. */
@Injectable()
export class RollupSettings implements OnApplicationBootstrap {
  constructor(
    private readonly callLogs: CallLogsRepository,
    private readonly clock: BusinessClock,
    private readonly config: ConfigService,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const { KALEYRA_CONNECTED_STATUSES, KALEYRA_ANSWERED_STATUSES, KALEYRA_MISSED_STATUSES } = this.config.of(KALEYRA_VOICE);
    await this.callLogs.configureRollups({
      timezone: this.clock.zone,
      connected: KALEYRA_CONNECTED_STATUSES,
      answered: KALEYRA_ANSWERED_STATUSES,
      missed: KALEYRA_MISSED_STATUSES,
    });
    this.logger.debug({ timezone: this.clock.zone }, 'the call rollups were adapted to the configuration');
  }
}
