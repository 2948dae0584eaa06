import { Injectable, type OnModuleInit } from '@nestjs/common';
import { JobsService } from '../common/jobs/jobs.service.js';
import { task } from '../common/jobs/task.js';
import { IvrRecordingsService } from './calls/ivrRecordings.service.js';
import { IvrIngestService } from './ingest/ivrIngest.service.js';
import { IvrTrialService, replayProvider } from './providers/ivrTrial.service.js';

/** Added in SQL, with the address of the recording. */
const fetchRecording = task('ivr.fetch_recording', { call_id: 'string' });
const endStaleCalls = task('ivr.end_stale_calls');

/** The background work of this module, and when it is due. */
@Injectable()
export class IvrWebhooksJobs implements OnModuleInit {
  constructor(
    private readonly jobs: JobsService,
    private readonly ingest: IvrIngestService,
    private readonly recordings: IvrRecordingsService,
    private readonly trials: IvrTrialService,
  ) {}

  onModuleInit(): void {
    this.jobs.on(endStaleCalls, (_payload, { signal }) => this.ingest.sweep(new Date(), signal));
    this.jobs.every('*/10 * * * *', endStaleCalls, {}, { jitter_seconds: 60 });
    this.jobs.on(fetchRecording, ({ call_id }, { signal }) => this.recordings.fetch(call_id, new Date(), signal));
    this.jobs.on(replayProvider, (payload, { signal }) => this.trials.replayStored(payload, signal));
  }
}
