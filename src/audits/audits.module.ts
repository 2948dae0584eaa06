import { Module } from '@nestjs/common';
import { AgentsModule } from '../agents/agents.module.js';
import { registers } from '../common/entities/entityRegister.js';
import { announces } from '../common/realtime/eventCatalogue.js';
import { followedByWorkflows } from '../common/workflows/workflowRegister.js';
import { AuditorsService } from './auditors.service.js';
import { AuditSamplesController } from './auditSamples.controller.js';
import { AuditSamplesService } from './auditSamples.service.js';
import { AuditScorecardsController } from './auditScorecards.controller.js';
import { AuditScorecardsService } from './auditScorecards.service.js';
import { AuditsController } from './audits.controller.js';
import { AUDIT_ENTITY, AUDIT_SAMPLE_ENTITY, AUDIT_SCORECARD_ENTITY, COACHING_TASK_ENTITY } from './audits.entities.js';
import { AUDIT_EVENTS, COACHING_TASK_EVENTS } from './audits.events.js';
import { AuditsService } from './audits.service.js';
import { AUDIT_WORKFLOWS } from './audits.workflows.js';
import { AuditStatsService } from './auditStats.service.js';
import { CoachingTasksController } from './coachingTasks.controller.js';
import { CoachingTasksService } from './coachingTasks.service.js';

@Module({
  imports: [AgentsModule],
  // Fixed paths come before those with an id.
  controllers: [AuditScorecardsController, AuditSamplesController, CoachingTasksController, AuditsController],
  providers: [
    announces(AUDIT_EVENTS, COACHING_TASK_EVENTS),
    registers(AUDIT_ENTITY, AUDIT_SCORECARD_ENTITY, AUDIT_SAMPLE_ENTITY, COACHING_TASK_ENTITY),
    followedByWorkflows(AUDIT_WORKFLOWS),
    AuditorsService,
    AuditScorecardsService,
    AuditStatsService,
    AuditsService,
    AuditSamplesService,
    CoachingTasksService,
  ],
})
export class AuditsModule {}
