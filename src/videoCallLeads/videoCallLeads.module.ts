import { Module } from '@nestjs/common';
import { AgentsModule } from '../agents/agents.module.js';
import { CalendarsModule } from '../calendars/calendars.module.js';
import { ChatIngestionModule } from '../chatIngestion/chatIngestion.module.js';
import { registers } from '../common/entities/entityRegister.js';
import { announces } from '../common/realtime/eventCatalogue.js';
import { followedByWorkflows } from '../common/workflows/workflowRegister.js';
import { CustomersModule } from '../customers/customers.module.js';
import { GmailIngestionModule } from '../gmailIngestion/gmailIngestion.module.js';
import { VideoCallLeadsController } from './videoCallLeads.controller.js';
import { VIDEO_CALL_LEAD_ENTITY } from './videoCallLeads.entities.js';
import { VIDEO_CALL_LEAD_EVENTS } from './videoCallLeads.events.js';
import { VideoCallLeadsJobs } from './videoCallLeads.jobs.js';
import { VideoCallLeadsService } from './videoCallLeads.service.js';
import { VideoCallReminders } from './videoCallReminders.js';
import { VIDEO_CALL_LEAD_WORKFLOWS } from './videoCallLeads.workflows.js';

@Module({
  imports: [AgentsModule, CalendarsModule, ChatIngestionModule, CustomersModule, GmailIngestionModule],
  controllers: [VideoCallLeadsController],
  providers: [
    announces(VIDEO_CALL_LEAD_EVENTS),
    registers(VIDEO_CALL_LEAD_ENTITY),
    followedByWorkflows(VIDEO_CALL_LEAD_WORKFLOWS),
    VideoCallLeadsService,
    VideoCallReminders,
    VideoCallLeadsJobs,
  ],
})
export class VideoCallLeadsModule {}
