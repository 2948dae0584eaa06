import { Module } from '@nestjs/common';
import { registers } from '../common/entities/entityRegister.js';
import { announces } from '../common/realtime/eventCatalogue.js';
import { CustomersModule } from '../customers/customers.module.js';
import { RefundsController } from './refunds.controller.js';
import { REFUND_ENTITY } from './refunds.entities.js';
import { REFUND_EVENTS } from './refunds.events.js';
import { RefundsService } from './refunds.service.js';

@Module({
  imports: [CustomersModule],
  controllers: [RefundsController],
  providers: [announces(REFUND_EVENTS), registers(REFUND_ENTITY), RefundsService],
})
export class RefundsModule {}
