import { Module } from '@nestjs/common';
import { announces } from '../common/realtime/eventCatalogue.js';
import { ContactPermissionService } from './contactPermission.service.js';
import { CustomerImportRepository } from './customerImport.repository.js';
import { CustomerImportService } from './customerImport.service.js';
import { CustomerImportsController } from './customerImports.controller.js';
import { CustomerFieldsController } from './customerFields.controller.js';
import { CustomerFieldsService } from './customerFields.service.js';
import { CustomerMergesController } from './customerMerges.controller.js';
import { CustomerMergesService } from './customerMerges.service.js';
import { CustomerNotesController } from './customerNotes.controller.js';
import { CustomerNotesService } from './customerNotes.service.js';
import { CustomersController } from './customers.controller.js';
import { CUSTOMER_EVENTS } from './customers.events.js';
import { CustomersHealth } from './customers.health.js';
import { CustomersJobs } from './customers.jobs.js';
import { CustomersService } from './customers.service.js';
import { PhoneSpellingsService } from './phoneSpellings.service.js';

@Module({
  // Fixed paths come before those with an id.
  controllers: [
    CustomerFieldsController,
    CustomerImportsController,
    CustomerMergesController,
    CustomersController,
    CustomerNotesController,
  ],
  providers: [
    announces(CUSTOMER_EVENTS),
    ContactPermissionService,
    CustomerFieldsService,
    CustomerImportRepository,
    CustomerImportService,
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
