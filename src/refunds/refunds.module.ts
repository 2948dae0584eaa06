import { Module } from '@nestjs/common';
import { registers } from '../common/entities/entityRegister.js';
import { announces } from '../common/realtime/eventCatalogue.js';
import { CustomerNewsModule } from '../customerNews/customerNews.module.js';
import { CustomersModule } from '../customers/customers.module.js';
import { NotificationsModule } from '../notifications/notifications.module.js';
import { RefundNews } from './refundNews.js';
import { RefundOrders } from './refundOrders.js';
import { RefundPayouts } from './refundPayouts.js';
import { RefundsController } from './refunds.controller.js';
import { REFUND_ENTITY } from './refunds.entities.js';
import { REFUND_EVENTS } from './refunds.events.js';
import { RefundsJobs } from './refunds.jobs.js';
import { RefundsService } from './refunds.service.js';
import { followedByWorkflows } from '../common/workflows/workflowRegister.js';
import { REFUND_WORKFLOWS } from './refunds.workflows.js';

@Module({
  imports: [CustomerNewsModule, CustomersModule, NotificationsModule],
  controllers: [RefundsController],
  providers: [
    announces(REFUND_EVENTS),
    registers(REFUND_ENTITY),
    followedByWorkflows(REFUND_WORKFLOWS),
    RefundNews,
    RefundOrders,
    RefundPayouts,
    RefundsJobs,
    RefundsService,
  ],
})
export class RefundsModule {}
