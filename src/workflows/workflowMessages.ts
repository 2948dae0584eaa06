import { Injectable } from '@nestjs/common';
import { ConfigService } from '../common/config/config.service.js';
import { BusinessClock } from '../common/timeRange/businessClock.js';
import { Functions } from '../supabase/functions.service.js';
import { WORKFLOWS } from './workflows.settings.js';

/** Messages of rules to customers: they stay few. */
@Injectable()
export class WorkflowMessages {
  constructor(
    private readonly functions: Functions,
    private readonly clock: BusinessClock,
    private readonly config: ConfigService,
  ) {}

  /** Takes one of the messages of the customer's day; false: he has had them all. The same step takes one once. */
  take(step_id: string, customer_id: string, now: Date): Promise<boolean> {
    return this.functions.call('take_workflow_message', {
      p_id: step_id,
      p_customer_id: customer_id,
      p_since: this.clock.bound('from', this.clock.today(now)).toISOString(),
      p_most: this.config.of(WORKFLOWS).WORKFLOW_MESSAGES_PER_DAY,
    });
  }
}
