import { Global, Module } from '@nestjs/common';
import { announces } from '../realtime/eventCatalogue.js';
import { ImportKinds } from './importKinds.js';
import { IMPORT_EVENTS } from './imports.events.js';
import { ImportsJobs } from './imports.jobs.js';
import { ImportsRepository } from './imports.repository.js';
import { ImportsService } from './imports.service.js';
import { ImportWork } from './importWork.service.js';

/** Global because every module with something to import registers here. */
@Global()
@Module({
  providers: [announces(IMPORT_EVENTS), ImportKinds, ImportsJobs, ImportsRepository, ImportsService, ImportWork],
  exports: [ImportKinds, ImportsService],
})
export class ImportsModule {}
