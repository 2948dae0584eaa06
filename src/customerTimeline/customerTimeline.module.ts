import { Module } from '@nestjs/common';
import { announces } from '../common/realtime/eventCatalogue.js';
import { CustomersModule } from '../customers/customers.module.js';
import { CustomerTimelineController } from './customerTimeline.controller.js';
import { CUSTOMER_EVENT_EVENTS } from './customerTimeline.events.js';
import { CustomerTimelineService } from './customerTimeline.service.js';

@Module({
  imports: [CustomersModule],
  controllers: [CustomerTimelineController],
  providers: [announces(CUSTOMER_EVENT_EVENTS), CustomerTimelineService],
})
export class CustomerTimelineModule {}
