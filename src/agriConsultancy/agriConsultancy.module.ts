import { Module } from '@nestjs/common';
import { CalendarsModule } from '../calendars/calendars.module.js';
import { ChatIngestionModule } from '../chatIngestion/chatIngestion.module.js';
import { registers } from '../common/entities/entityRegister.js';
import { announces } from '../common/realtime/eventCatalogue.js';
import { followedByWorkflows } from '../common/workflows/workflowRegister.js';
import { CustomersModule } from '../customers/customers.module.js';
import { GmailIngestionModule } from '../gmailIngestion/gmailIngestion.module.js';
import { AgriAdviceController } from './agriAdvice.controller.js';
import { AgriAdviceService } from './agriAdvice.service.js';
import { AGRI_CONSULTATION_ENTITY } from './agriConsultancy.entities.js';
import { AGRI_CONSULTATION_EVENTS } from './agriConsultancy.events.js';
import { AgriConsultancyJobs } from './agriConsultancy.jobs.js';
import { AgriConsultancyReactions } from './agriConsultancy.reactions.js';
import { AgriConsultancyService } from './agriConsultancy.service.js';
import { AgriConsultationsController } from './agriConsultations.controller.js';
import { AgriImportRepository } from './agriImport.repository.js';
import { AgriImportService } from './agriImport.service.js';
import { AgriConsultationImportsController } from './agriImports.controller.js';
import { AGRI_CONSULTATION_WORKFLOWS } from './agriConsultancy.workflows.js';

@Module({
  imports: [CalendarsModule, ChatIngestionModule, CustomersModule, GmailIngestionModule],
  // Fixed paths come before those with an id.
  controllers: [AgriConsultationImportsController, AgriConsultationsController, AgriAdviceController],
  providers: [
    announces(AGRI_CONSULTATION_EVENTS),
    registers(AGRI_CONSULTATION_ENTITY),
    followedByWorkflows(AGRI_CONSULTATION_WORKFLOWS),
    AgriConsultancyService,
    AgriAdviceService,
    AgriImportService,
    AgriImportRepository,
    AgriConsultancyJobs,
    AgriConsultancyReactions,
  ],
})
export class AgriConsultancyModule {}
