import { Module } from '@nestjs/common';
import { registers } from '../common/entities/entityRegister.js';
import { announces } from '../common/realtime/eventCatalogue.js';
import { followedByWorkflows } from '../common/workflows/workflowRegister.js';
import { CustomersModule } from '../customers/customers.module.js';
import { YoutubeLeadsController } from './youtubeLeads.controller.js';
import { YOUTUBE_LEAD_ENTITY } from './youtubeLeads.entities.js';
import { YOUTUBE_LEAD_EVENTS } from './youtubeLeads.events.js';
import { YoutubeLeadsJobs } from './youtubeLeads.jobs.js';
import { YoutubeLeadsService } from './youtubeLeads.service.js';
import { YoutubePolls } from './youtubePolls.js';
import { YOUTUBE_LEAD_WORKFLOWS } from './youtubeLeads.workflows.js';

@Module({
  imports: [CustomersModule],
  controllers: [YoutubeLeadsController],
  providers: [
    announces(YOUTUBE_LEAD_EVENTS),
    registers(YOUTUBE_LEAD_ENTITY),
    followedByWorkflows(YOUTUBE_LEAD_WORKFLOWS),
    YoutubeLeadsService,
    YoutubePolls,
    YoutubeLeadsJobs,
  ],
})
export class YoutubeLeadsModule {}
