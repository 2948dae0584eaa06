import { Injectable } from '@nestjs/common';
import { AppError, defineError } from '../../common/errors/appError.js';
import { validationFailed } from '../../common/errors/commonErrors.js';
import { onlyNarrowed } from '../../common/list/onlyNarrowed.js';
import type { TaskContext } from '../../common/jobs/jobs.service.js';
import type { BulkEmailsDto, EmailBulkDto } from './dto/emailBulk.dto.js';
import { type BulkTarget, EmailBulksRepository } from './emailBulks.repository.js';
import { asked, atLeastOneField } from './emails.service.js';
import { given } from '../../common/validation/given.js';

export const emailBulkNotFound = defineError('email_bulk_not_found', 404, 'No such bulk change.');

/** Up to so many are changed while the caller waits. */
const DIRECT = 1_000;

/** Changes of many e-mails: what is to be changed is written down first, then done piece by piece. */
@Injectable()
export class EmailBulksService {
  constructor(private readonly bulks: EmailBulksRepository) {}

  async order({ filter, ids, all, change, dry_run }: BulkEmailsDto): Promise<EmailBulkDto> {
    const target = targetOf(filter, ids, all);
    const given = atLeastOneField(change);
    if (dry_run) return dryRun(target, given, await this.bulks.count(target));
    const bulk = await this.bulks.start(target, given, DIRECT);
    if (bulk.matched > DIRECT) return bulk;
    while (await this.bulks.run(bulk.id!));
    return this.get(bulk.id!, true);
  }

  async get(id: string, items = false): Promise<EmailBulkDto> {
    const bulk = await this.bulks.find(id, items);
    if (!bulk) throw emailBulkNotFound({ id });
    return bulk;
  }

  /** Goes on where it was left. What is refused ends it; whatever else fails is tried again by the queue. */
  async perform(id: string, { signal }: TaskContext): Promise<void> {
    try {
      while (await this.bulks.run(id)) signal.throwIfAborted();
    } catch (error) {
      if (!(error instanceof AppError) || error.statusCode >= 500) throw error;
      await this.bulks.fail(id, error.code);
    }
  }
}

function targetOf(filter: object | undefined, ids: string[] | undefined, all: boolean | undefined): BulkTarget {
  if (ids) {
    if (filter || all) throw validationFailed([{ field: 'ids', message: 'ids must not be given together with filter or all' }]);
    return { ids };
  }
  const said = given((filter ?? {}) as Record<string, unknown>);
  const faults = Object.keys(said).filter((name) => said[name] === null);
  // In SQL null is no condition: the order would be on more than was meant.
  if (faults.length > 0) throw validationFailed(faults.map((name) => ({ field: `filter.${name}`, message: `${name} must not be null` })));
  // With spam alone nothing is narrowed: it would be an order on everything.
  const { spam: _, ...narrowing } = said;
  onlyNarrowed(narrowing, all);
  return { filter: all ? {} : given(asked(said, 'filter.search')) };
}

function dryRun({ filter }: BulkTarget, change: object, matched: number): EmailBulkDto {
  return {
    id: null,
    state: 'dry_run',
    matched,
    changed: 0,
    skipped: 0,
    failed: 0,
    error_code: null,
    filter: (filter as Record<string, unknown>) ?? null,
    change: { ...change },
    created_by: null,
    created_at: null,
    finished_at: null,
    failures: [],
    items: null,
  };
}
