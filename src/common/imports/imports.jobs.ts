import { Injectable, type OnModuleInit } from '@nestjs/common';
import { JobsService } from '../jobs/jobs.service.js';
import { task } from '../jobs/task.js';
import { ImportWork } from './importWork.service.js';

/** Added in SQL, with the import and with its run. */
const workOnImport = task('imports.work', { import_id: 'string' });

/** The background work of imports. */
@Injectable()
export class ImportsJobs implements OnModuleInit {
  constructor(
    private readonly jobs: JobsService,
    private readonly work: ImportWork,
  ) {}

  onModuleInit(): void {
    this.jobs.on(workOnImport, ({ import_id }, context) => this.work.perform(import_id, context));
  }
}
