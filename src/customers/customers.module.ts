import { Module } from '@nestjs/common';
import { registers } from '../common/entities/entityRegister.js';
import { announces } from '../common/realtime/eventCatalogue.js';
import { ContactPermissionService } from './contactPermission.service.js';
import { CustomerImportRepository } from './customerImport.repository.js';
import { CustomerImportService } from './customerImport.service.js';
import { CustomerImportsController } from './customerImports.controller.js';
import { CustomerFieldsController } from './customerFields.controller.js';
import { CustomerFieldsService } from './customerFields.service.js';
import { CustomerIdentitiesController } from './customerIdentities.controller.js';
import { CustomerIdentitiesService } from './customerIdentities.service.js';
import { CustomerMergesController } from './customerMerges.controller.js';
import { CustomerMergesService } from './customerMerges.service.js';
import { CustomerNotesController } from './customerNotes.controller.js';
import { CustomerNotesService } from './customerNotes.service.js';
import { CustomersController } from './customers.controller.js';
import { CUSTOMER_ENTITY, CUSTOMER_NOTE_ENTITY } from './customers.entities.js';
import { CUSTOMER_EVENTS } from './customers.events.js';
import { CustomersHealth } from './customers.health.js';
import { CustomersJobs } from './customers.jobs.js';
import { CustomersService } from './customers.service.js';
import { PhoneSpellingsService } from './phoneSpellings.service.js';
import { followedByWorkflows } from '../common/workflows/workflowRegister.js';
import { CUSTOMER_WORKFLOWS } from './customers.workflows.js';

@Module({
  // Fixed paths come before those with an id.
  controllers: [
    CustomerFieldsController,
    CustomerImportsController,
    CustomerMergesController,
    CustomersController,
    CustomerIdentitiesController,
    CustomerNotesController,
  ],
  providers: [
    announces(CUSTOMER_EVENTS),
    registers(CUSTOMER_ENTITY, CUSTOMER_NOTE_ENTITY),
    followedByWorkflows(CUSTOMER_WORKFLOWS),
    ContactPermissionService,
    CustomerFieldsService,
    CustomerImportRepository,
    CustomerImportService,
    CustomerIdentitiesService,
    CustomerMergesService,
    CustomerNotesService,
    CustomersHealth,
    CustomersJobs,
    CustomersService,
    PhoneSpellingsService,
  ],
  exports: [ContactPermissionService, CustomersService],
})
export class CustomersModule {}
