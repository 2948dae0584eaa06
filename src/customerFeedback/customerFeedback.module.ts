import { Module } from '@nestjs/common';
import { registers } from '../common/entities/entityRegister.js';
import { announces } from '../common/realtime/eventCatalogue.js';
import { CustomersModule } from '../customers/customers.module.js';
import { CustomerFeedbackController } from './customerFeedback.controller.js';
import { CUSTOMER_FEEDBACK_ENTITY } from './customerFeedback.entities.js';
import { CUSTOMER_FEEDBACK_EVENTS } from './customerFeedback.events.js';
import { CustomerFeedbackService } from './customerFeedback.service.js';

@Module({
  imports: [CustomersModule],
  controllers: [CustomerFeedbackController],
  providers: [announces(CUSTOMER_FEEDBACK_EVENTS), registers(CUSTOMER_FEEDBACK_ENTITY), CustomerFeedbackService],
})
export class CustomerFeedbackModule {}
