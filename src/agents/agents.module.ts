import { Module } from '@nestjs/common';
import { CalendarsModule } from '../calendars/calendars.module.js';
import { registers } from '../common/entities/entityRegister.js';
import { announces } from '../common/realtime/eventCatalogue.js';
import { AgentImportRepository } from './agentImport.repository.js';
import { AgentImportService } from './agentImport.service.js';
import { AgentImportsController } from './agentImports.controller.js';
import { AgentsController } from './agents.controller.js';
import { AGENT_ENTITY } from './agents.entities.js';
import { AGENT_EVENTS, AGENT_PRESENCE_EVENTS } from './agents.events.js';
import { AgentsJobs } from './agents.jobs.js';
import { AgentsRepository } from './agents.repository.js';
import { AgentsService } from './agents.service.js';
import { AgentStatusesController } from './agentStatuses.controller.js';
import { AgentStatusesService } from './agentStatuses.service.js';
import { AgentTimeController } from './agentTime.controller.js';
import { AgentTimeService } from './agentTime.service.js';

@Module({
  imports: [CalendarsModule],
  // Fixed paths come before those with an id.
  controllers: [AgentImportsController, AgentsController, AgentTimeController, AgentStatusesController],
  providers: [
    announces(AGENT_EVENTS, AGENT_PRESENCE_EVENTS),
    registers(AGENT_ENTITY),
    AgentImportRepository,
    AgentImportService,
    AgentsJobs,
    AgentsRepository,
    AgentsService,
    AgentStatusesService,
    AgentTimeService,
  ],
  exports: [AgentsService],
})
export class AgentsModule {}
