import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Logger } from 'pino';
import { JobsService } from '../common/jobs/jobs.service.js';
import { InjectLogger } from '../common/log/logger.token.js';
import { task } from '../common/jobs/task.js';
import { AssignmentBulksService } from './assignmentBulks.service.js';
import { QueryAssignmentsService } from './queryAssignments.service.js';

/** Added in SQL, with the bulk assignment. */
const bulk = task('assignments.bulk', { bulk_id: 'string' });
const mend = task('assignments.mend');

/** The background work of this module, and when it is due. */
@Injectable()
export class QueryAssignmentsJobs implements OnModuleInit {
  constructor(
    private readonly jobs: JobsService,
    private readonly bulks: AssignmentBulksService,
    private readonly assignments: QueryAssignmentsService,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    this.jobs.on(bulk, ({ bulk_id }, context) => this.bulks.perform(bulk_id, context));
    this.jobs.on(mend, (_payload, { signal }) => this.assignments.mend(signal));
    // Nothing is ever to be mended but what an older release left: its things have no assignments yet. What fails now is done at night.
    this.jobs.every('20 3 * * *', mend, {}, { jitter_seconds: 600 });
    this.jobs.onStart(() => {
      this.jobs
        .add(mend, {}, { key: 'assignments.mend' })
        .catch((error: unknown) => this.logger.warn({ err: error }, 'assignments are not brought in line at the start'));
    });
  }
}
