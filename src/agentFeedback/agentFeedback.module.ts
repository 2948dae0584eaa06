import { Module } from '@nestjs/common';
import { AgentsModule } from '../agents/agents.module.js';
import { registers } from '../common/entities/entityRegister.js';
import { announces } from '../common/realtime/eventCatalogue.js';
import { AgentFeedbackController } from './agentFeedback.controller.js';
import { AGENT_FEEDBACK_ENTITY } from './agentFeedback.entities.js';
import { AGENT_FEEDBACK_EVENTS } from './agentFeedback.events.js';
import { AgentFeedbackService } from './agentFeedback.service.js';

@Module({
  imports: [AgentsModule],
  controllers: [AgentFeedbackController],
  providers: [announces(AGENT_FEEDBACK_EVENTS), registers(AGENT_FEEDBACK_ENTITY), AgentFeedbackService],
})
export class AgentFeedbackModule {}
