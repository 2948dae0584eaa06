import { Injectable, type OnModuleInit } from '@nestjs/common';
import { JobsService } from '../common/jobs/jobs.service.js';
import { task } from '../common/jobs/task.js';
import { PhoneSpellingsService } from './phoneSpellings.service.js';

/** Added in SQL, with the rows that brought new spellings. */
const readNumbers = task('customers.read_numbers');

/** The background work of this module, and when it is due. */
@Injectable()
export class CustomersJobs implements OnModuleInit {
  constructor(
    private readonly jobs: JobsService,
    private readonly spellings: PhoneSpellingsService,
  ) {}

  onModuleInit(): void {
    this.jobs.on(readNumbers, async (_payload, { signal }) => {
      await this.spellings.readAll(signal);
    });
    // What a stopped run left.
    this.jobs.every('*/10 * * * *', readNumbers, {}, { jitter_seconds: 30 });
  }
}
