import { Injectable, type OnModuleInit } from '@nestjs/common';
import { JobsService } from '../common/jobs/jobs.service.js';
import { task } from '../common/jobs/task.js';
import { AgriConsultancyService } from './agriConsultancy.service.js';

const remind = task('agri_consultancy.remind');

/** The background work of this module, and when it is due. */
@Injectable()
export class AgriConsultancyJobs implements OnModuleInit {
  constructor(
    private readonly jobs: JobsService,
    private readonly consultations: AgriConsultancyService,
  ) {}

  onModuleInit(): void {
    this.jobs.on(remind, (_payload, { signal }) => this.consultations.remind(new Date(), signal));
    this.jobs.every('*/10 * * * *', remind, {}, { jitter_seconds: 60 });
  }
}
