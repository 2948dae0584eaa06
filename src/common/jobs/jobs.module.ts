import { Global, Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { JobsService } from './jobs.service.js';
import { WorkerPresence } from './workerPresence.js';

@Global()
@Module({
  imports: [ScheduleModule.forRoot()],
  providers: [JobsService, WorkerPresence],
  exports: [JobsService],
})
export class JobsModule {}
