import { Injectable, type OnModuleInit } from '@nestjs/common';
import { JobsService } from '../common/jobs/jobs.service.js';
import { task } from '../common/jobs/task.js';
import { Functions } from '../supabase/functions.service.js';
import { AgentTimeService } from './agentTime.service.js';

const closeForgotten = task('agents.close_forgotten');
/** Added in SQL, when a call set a status that ends by itself. */
const endStatus = task('agents.end_status', { agent_id: 'string' });

/** The background work of this module, and when it is due. */
@Injectable()
export class AgentsJobs implements OnModuleInit {
  constructor(
    private readonly jobs: JobsService,
    private readonly time: AgentTimeService,
    private readonly functions: Functions,
  ) {}

  onModuleInit(): void {
    this.jobs.on(closeForgotten, async () => {
      await this.functions.call('end_lost_calls', {});
      await this.time.closeForgotten(new Date());
    });
    this.jobs.on(endStatus, async ({ agent_id }) => void (await this.functions.call('end_agent_status', { p_agent_id: agent_id })));
    this.jobs.every('*/10 * * * *', closeForgotten, {}, { jitter_seconds: 30 });
  }
}
