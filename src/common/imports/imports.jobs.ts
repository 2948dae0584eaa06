import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ConfigService } from '../config/config.service.js';
import { JobsService } from '../jobs/jobs.service.js';
import { task } from '../jobs/task.js';
import { ImportsRepository } from './imports.repository.js';
import { IMPORTS } from './imports.settings.js';
import { ImportWork } from './importWork.service.js';

/** Added in SQL, with the import and with its run. */
const workOnImport = task('imports.work', { import_id: 'string' });

const dropOldImports = task('imports.drop_old');

/** The background work of imports. */
@Injectable()
export class ImportsJobs implements OnModuleInit {
  constructor(
    private readonly jobs: JobsService,
    private readonly work: ImportWork,
    private readonly repository: ImportsRepository,
    private readonly config: ConfigService,
  ) {}

  onModuleInit(): void {
    this.jobs.on(workOnImport, ({ import_id }, context) => this.work.perform(import_id, context));
    this.jobs.on(dropOldImports, async (_payload, { signal }) => {
      const { IMPORTS_KEPT_DAYS, IMPORTS_FILES_KEPT_DAYS } = this.config.of(IMPORTS);
      await this.repository.dropFilesOlderThan(IMPORTS_FILES_KEPT_DAYS, signal);
      await this.repository.dropOlderThan(IMPORTS_KEPT_DAYS, signal);
    });
    this.jobs.every('20 3 * * *', dropOldImports, {}, { jitter_seconds: 600 });
  }
}
