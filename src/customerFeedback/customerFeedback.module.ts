import { Module } from '@nestjs/common';
import { registers } from '../common/entities/entityRegister.js';
import { announces } from '../common/realtime/eventCatalogue.js';
import { followedByWorkflows } from '../common/workflows/workflowRegister.js';
import { CustomersModule } from '../customers/customers.module.js';
import { CustomerFeedbackController } from './customerFeedback.controller.js';
import { CUSTOMER_FEEDBACK_ENTITY } from './customerFeedback.entities.js';
import { CUSTOMER_FEEDBACK_EVENTS } from './customerFeedback.events.js';
import { CustomerFeedbackService } from './customerFeedback.service.js';
import { CUSTOMER_FEEDBACK_WORKFLOWS } from './customerFeedback.workflows.js';

@Module({
  imports: [CustomersModule],
  controllers: [CustomerFeedbackController],
  providers: [
    announces(CUSTOMER_FEEDBACK_EVENTS),
    registers(CUSTOMER_FEEDBACK_ENTITY),
    followedByWorkflows(CUSTOMER_FEEDBACK_WORKFLOWS),
    CustomerFeedbackService,
  ],
})
export class CustomerFeedbackModule {}
