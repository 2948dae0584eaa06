import { Injectable, type OnModuleInit } from '@nestjs/common';
import { JobsService } from '../common/jobs/jobs.service.js';
import { task } from '../common/jobs/task.js';
import { RefundNews } from './refundNews.js';
import { RefundPayouts } from './refundPayouts.js';

/** Added in SQL, with the payment. */
const tellCustomer = task('refunds.tell_customer', { refund_id: 'string' });
const settlePayouts = task('refunds.settle_payouts');

/** The background work of this module, and when it is due. */
@Injectable()
export class RefundsJobs implements OnModuleInit {
  constructor(
    private readonly jobs: JobsService,
    private readonly news: RefundNews,
    private readonly payouts: RefundPayouts,
  ) {}

  onModuleInit(): void {
    this.jobs.on(tellCustomer, ({ refund_id }) => this.news.tellPaid(refund_id, new Date()));
    this.jobs.on(settlePayouts, (_payload, { signal }) => this.payouts.settle(signal));
    this.jobs.every('* * * * *', settlePayouts, {}, { jitter_seconds: 15 });
  }
}
