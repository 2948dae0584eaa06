import { Module } from '@nestjs/common';
import { registers } from '../common/entities/entityRegister.js';
import { announces } from '../common/realtime/eventCatalogue.js';
import { CustomersModule } from '../customers/customers.module.js';
import { CustomerTimelineController } from './customerTimeline.controller.js';
import { CUSTOMER_EVENT_ENTITY } from './customerTimeline.entities.js';
import { CUSTOMER_EVENT_EVENTS } from './customerTimeline.events.js';
import { CustomerTimelineService } from './customerTimeline.service.js';

@Module({
  imports: [CustomersModule],
  controllers: [CustomerTimelineController],
  providers: [announces(CUSTOMER_EVENT_EVENTS), registers(CUSTOMER_EVENT_ENTITY), CustomerTimelineService],
})
export class CustomerTimelineModule {}
