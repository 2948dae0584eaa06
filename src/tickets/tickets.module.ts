import { Module } from '@nestjs/common';
import { AgentsModule } from '../agents/agents.module.js';
import { ChatIngestionModule } from '../chatIngestion/chatIngestion.module.js';
import { ChatTemplatesModule } from '../chatIngestion/templates/chatTemplates.module.js';
import { registers } from '../common/entities/entityRegister.js';
import { announces } from '../common/realtime/eventCatalogue.js';
import { CustomerNewsModule } from '../customerNews/customerNews.module.js';
import { CustomersModule } from '../customers/customers.module.js';
import { GmailIngestionModule } from '../gmailIngestion/gmailIngestion.module.js';
import { TicketBulksController } from './ticketBulks.controller.js';
import { TicketBulksRepository } from './ticketBulks.repository.js';
import { TicketBulksService } from './ticketBulks.service.js';
import { TicketCommentsController } from './ticketComments.controller.js';
import { TicketCommentsService } from './ticketComments.service.js';
import { TicketFieldsController } from './ticketFields.controller.js';
import { TicketFieldsService } from './ticketFields.service.js';
import { TicketMacrosService } from './ticketMacros.service.js';
import { TicketNews } from './ticketNews.js';
import { TicketPresetsController } from './ticketPresets.controller.js';
import { TicketPresetsService } from './ticketPresets.service.js';
import { TicketRelationsController } from './ticketRelations.controller.js';
import { TicketRelationsService } from './ticketRelations.service.js';
import { TicketTemplatesService } from './ticketTemplates.service.js';
import { TicketViewsRepository } from './ticketViews.repository.js';
import { TicketViewsService } from './ticketViews.service.js';
import { TicketsController } from './tickets.controller.js';
import { TICKET_ATTACHMENT_ENTITY, TICKET_ENTITY } from './tickets.entities.js';
import { TICKET_COMMENT_EVENTS, TICKET_EVENTS } from './tickets.events.js';
import { TicketsJobs } from './tickets.jobs.js';
import { TicketsReactions } from './tickets.reactions.js';
import { TicketsService } from './tickets.service.js';
import { followedByWorkflows } from '../common/workflows/workflowRegister.js';
import { TICKET_WORKFLOWS } from './tickets.workflows.js';

@Module({
  imports: [AgentsModule, ChatTemplatesModule, CustomerNewsModule, CustomersModule, GmailIngestionModule, ChatIngestionModule],
  // Fixed paths such as /tickets/fields come before those with an id.
  controllers: [
    TicketFieldsController,
    TicketPresetsController,
    TicketBulksController,
    TicketCommentsController,
    TicketRelationsController,
    TicketsController,
  ],
  providers: [
    announces(TICKET_EVENTS, TICKET_COMMENT_EVENTS),
    registers(TICKET_ENTITY, TICKET_ATTACHMENT_ENTITY),
    followedByWorkflows(TICKET_WORKFLOWS),
    TicketsService,
    TicketFieldsService,
    TicketCommentsService,
    TicketRelationsService,
    TicketPresetsService,
    TicketViewsService,
    TicketViewsRepository,
    TicketMacrosService,
    TicketNews,
    TicketTemplatesService,
    TicketBulksService,
    TicketBulksRepository,
    TicketsJobs,
    TicketsReactions,
  ],
})
export class TicketsModule {}
