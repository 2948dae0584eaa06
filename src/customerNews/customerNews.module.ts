import { Module } from '@nestjs/common';
import { ChatIngestionModule } from '../chatIngestion/chatIngestion.module.js';
import { CustomersModule } from '../customers/customers.module.js';
import { GmailIngestionModule } from '../gmailIngestion/gmailIngestion.module.js';
import { CustomerNewsService } from './customerNews.service.js';

@Module({
  imports: [ChatIngestionModule, CustomersModule, GmailIngestionModule],
  providers: [CustomerNewsService],
  exports: [CustomerNewsService],
})
export class CustomerNewsModule {}
