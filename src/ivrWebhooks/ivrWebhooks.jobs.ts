import { Injectable, type OnModuleInit } from '@nestjs/common';
import { JobsService } from '../common/jobs/jobs.service.js';
import { task } from '../common/jobs/task.js';
import { IvrIngestService } from './ingest/ivrIngest.service.js';
import { IvrTrialService, replayProvider } from './providers/ivrTrial.service.js';

const endStaleCalls = task('ivr.end_stale_calls');

/** The background work of this module, and when it is due. */
@Injectable()
export class IvrWebhooksJobs implements OnModuleInit {
  constructor(
    private readonly jobs: JobsService,
    private readonly ingest: IvrIngestService,
    private readonly trials: IvrTrialService,
  ) {}

  onModuleInit(): void {
    this.jobs.on(endStaleCalls, (_payload, { signal }) => this.ingest.sweep(new Date(), signal));
    this.jobs.every('*/10 * * * *', endStaleCalls, {}, { jitter_seconds: 60 });
    this.jobs.on(replayProvider, (payload, { signal }) => this.trials.replayStored(payload, signal));
  }
}
