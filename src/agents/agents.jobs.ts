import { Injectable, type OnModuleInit } from '@nestjs/common';
import { JobsService } from '../common/jobs/jobs.service.js';
import { task } from '../common/jobs/task.js';
import { AgentTimeService } from './agentTime.service.js';

const closeForgotten = task('agents.close_forgotten');

/** The background work of this module, and when it is due. */
@Injectable()
export class AgentsJobs implements OnModuleInit {
  constructor(
    private readonly jobs: JobsService,
    private readonly time: AgentTimeService,
  ) {}

  onModuleInit(): void {
    this.jobs.on(closeForgotten, () => this.time.closeForgotten(new Date()));
    this.jobs.every('*/10 * * * *', closeForgotten, {}, { jitter_seconds: 30 });
  }
}
