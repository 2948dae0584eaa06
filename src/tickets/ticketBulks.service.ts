import { Injectable } from '@nestjs/common';
import { validationFailed } from '../common/errors/commonErrors.js';
import { Functions } from '../supabase/functions.service.js';
import type { BulkTicketsDto, TicketBulkDto } from './dto/ticketBulk.dto.js';
import { TicketBulksRepository } from './ticketBulks.repository.js';
import { TicketFieldsService } from './ticketFields.service.js';
import { TicketViewsService } from './ticketViews.service.js';
import { ticketBulkNotFound } from './tickets.errors.js';

/** Up to so many are changed while the caller waits. */
const DIRECT = 1_000;

/** Changes of many tickets: which they are is written down first, then they are done piece by piece. */
@Injectable()
export class TicketBulksService {
  constructor(
    private readonly repository: TicketBulksRepository,
    private readonly functions: Functions,
    private readonly views: TicketViewsService,
    private readonly fields: TicketFieldsService,
  ) {}

  /** Raises ticket_view_not_found, validation_failed. */
  async order(body: BulkTicketsDto, created_by: string, now: Date): Promise<TicketBulkDto> {
    const { conditions, view_id, ids, all, change, note = '', dry_run } = body;
    // Nothing at all is no order on everything.
    if ([conditions, view_id, ids, all || undefined].filter((way) => way !== undefined).length !== 1)
      throw validationFailed([{ field: 'conditions', message: 'give exactly one of conditions, view_id, ids and all: true' }]);
    const { status = null, ...columns } = change;
    if (status === null && Object.keys(columns).length === 0)
      throw validationFailed([{ field: 'change', message: 'change must say something' }]);
    await this.fields.check(columns.custom_fields);
    const condition = view_id
      ? (await this.views.conditionOf(view_id, created_by)).condition
      : conditions
        ? await this.views.read(conditions, created_by)
        : null;
    const selection = ids ? { ids: ids.length } : view_id ? { view_id } : conditions ? { conditions } : { all: true };
    const order = { selection, condition, ids: ids ?? null, change: columns, status, note, created_by };
    if (dry_run) return this.repository.try(order, now, DIRECT);
    const bulk = await this.repository.start(order, now, DIRECT);
    if (bulk.matched > DIRECT) return bulk;
    await this.perform(bulk.id!);
    return this.get(bulk.id!, true);
  }

  /** Raises ticket_bulk_not_found. */
  async get(id: string, items = false): Promise<TicketBulkDto> {
    const bulk = await this.functions.call<'get_ticket_bulk', TicketBulkDto | null>('get_ticket_bulk', { p_id: id, p_items: items });
    if (!bulk) throw ticketBulkNotFound({ id });
    return bulk;
  }

  /** Goes on where it was left. */
  async perform(id: string, signal?: AbortSignal): Promise<void> {
    do signal?.throwIfAborted();
    while ((await this.functions.call('run_ticket_bulk', { p_id: id })) !== null);
  }
}
