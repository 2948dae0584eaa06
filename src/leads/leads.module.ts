import { Module } from '@nestjs/common';
import { registers } from '../common/entities/entityRegister.js';
import { announces } from '../common/realtime/eventCatalogue.js';
import { followedByWorkflows } from '../common/workflows/workflowRegister.js';
import { CustomersModule } from '../customers/customers.module.js';
import { LeadImportRepository } from './leadImport.repository.js';
import { LeadImportService } from './leadImport.service.js';
import { LeadImportsController } from './leadImports.controller.js';
import { LeadsController } from './leads.controller.js';
import { LEAD_ENTITY } from './leads.entities.js';
import { LEAD_EVENTS } from './leads.events.js';
import { LeadsService } from './leads.service.js';
import { LEAD_WORKFLOWS } from './leads.workflows.js';

@Module({
  imports: [CustomersModule],
  // Fixed paths such as /leads/imports come before those with an id.
  controllers: [LeadImportsController, LeadsController],
  providers: [
    announces(LEAD_EVENTS),
    registers(LEAD_ENTITY),
    followedByWorkflows(LEAD_WORKFLOWS),
    LeadsService,
    LeadImportService,
    LeadImportRepository,
  ],
})
export class LeadsModule {}
