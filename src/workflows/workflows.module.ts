import { Module } from '@nestjs/common';
import { CalendarsModule } from '../calendars/calendars.module.js';
import { ChatIngestionModule } from '../chatIngestion/chatIngestion.module.js';
import { ChatTemplatesModule } from '../chatIngestion/templates/chatTemplates.module.js';
import { registers } from '../common/entities/entityRegister.js';
import { announces } from '../common/realtime/eventCatalogue.js';
import { CustomersModule } from '../customers/customers.module.js';
import { GmailIngestionModule } from '../gmailIngestion/gmailIngestion.module.js';
import { NotificationsModule } from '../notifications/notifications.module.js';
import { RoutingModule } from '../routing/routing.module.js';
import { WorkflowActions } from './actions/workflowActions.js';
import { WorkflowDryRun } from './workflowDryRun.service.js';
import { WorkflowHooksController } from './workflowHooks.controller.js';
import { WorkflowHooks } from './workflowHooks.service.js';
import { WorkflowMatching } from './workflowMatching.service.js';
import { WorkflowMessages } from './workflowMessages.js';
import { WorkflowRules } from './workflowRules.service.js';
import { WorkflowRunsController } from './workflowRuns.controller.js';
import { WorkflowRuns } from './workflowRuns.service.js';
import { WorkflowRunsList } from './workflowRunsList.service.js';
import { WorkflowsController } from './workflows.controller.js';
import { WORKFLOW_ENTITY, WORKFLOW_RUN_ENTITY } from './workflows.entities.js';
import { WORKFLOW_EVENTS } from './workflows.events.js';
import { WorkflowsJobs } from './workflows.jobs.js';
import { WorkflowsRepository } from './workflows.repository.js';
import { WorkflowsService } from './workflows.service.js';
import { WorkflowTime } from './workflowTime.service.js';

@Module({
  imports: [
    CalendarsModule,
    ChatIngestionModule,
    ChatTemplatesModule,
    CustomersModule,
    GmailIngestionModule,
    NotificationsModule,
    RoutingModule,
  ],
  controllers: [WorkflowsController, WorkflowRunsController, WorkflowHooksController],
  providers: [
    announces(WORKFLOW_EVENTS),
    registers(WORKFLOW_ENTITY, WORKFLOW_RUN_ENTITY),
    WorkflowActions,
    WorkflowDryRun,
    WorkflowHooks,
    WorkflowMatching,
    WorkflowMessages,
    WorkflowRules,
    WorkflowRuns,
    WorkflowRunsList,
    WorkflowsJobs,
    WorkflowsRepository,
    WorkflowsService,
    WorkflowTime,
  ],
})
export class WorkflowsModule {}
