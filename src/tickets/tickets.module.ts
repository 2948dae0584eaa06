import { Module } from '@nestjs/common';
import { ChatIngestionModule } from '../chatIngestion/chatIngestion.module.js';
import { registers } from '../common/entities/entityRegister.js';
import { announces } from '../common/realtime/eventCatalogue.js';
import { CustomersModule } from '../customers/customers.module.js';
import { GmailIngestionModule } from '../gmailIngestion/gmailIngestion.module.js';
import { TicketCommentsController } from './ticketComments.controller.js';
import { TicketCommentsService } from './ticketComments.service.js';
import { TicketFieldsController } from './ticketFields.controller.js';
import { TicketFieldsService } from './ticketFields.service.js';
import { TicketRelationsController } from './ticketRelations.controller.js';
import { TicketRelationsService } from './ticketRelations.service.js';
import { TicketsController } from './tickets.controller.js';
import { TICKET_ENTITY } from './tickets.entities.js';
import { TICKET_COMMENT_EVENTS, TICKET_EVENTS } from './tickets.events.js';
import { TicketsJobs } from './tickets.jobs.js';
import { TicketsReactions } from './tickets.reactions.js';
import { TicketsService } from './tickets.service.js';

@Module({
  imports: [CustomersModule, GmailIngestionModule, ChatIngestionModule],
  // Fixed paths such as /tickets/fields come before those with an id.
  controllers: [TicketFieldsController, TicketCommentsController, TicketRelationsController, TicketsController],
  providers: [
    announces(TICKET_EVENTS, TICKET_COMMENT_EVENTS),
    registers(TICKET_ENTITY),
    TicketsService,
    TicketFieldsService,
    TicketCommentsService,
    TicketRelationsService,
    TicketsJobs,
    TicketsReactions,
  ],
})
export class TicketsModule {}
