import { Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import type { Condition } from '../common/conditions/condition.js';
import { conditionSql } from '../common/conditions/conditionSql.js';
import { PostgresService, type Query } from '../supabase/postgres.service.js';
import type { TicketBulkDto } from './dto/ticketBulk.dto.js';
import { TICKET_FIELDS } from './ticketConditions.js';
import { TICKET } from './tickets.states.js';

/** Which tickets, and what becomes of them. */
export interface BulkOrder {
  selection: object;
  condition: Condition | null;
  ids: string[] | null;
  change: object;
  status: string | null;
  note: string;
  created_by: string;
}

/** Thrown to take back what was only tried. */
class Tried extends Error {
  constructor(readonly bulk: TicketBulkDto) {
    super('only tried');
  }
}

@Injectable()
export class TicketBulksRepository {
  constructor(private readonly postgres: PostgresService) {}

  /** Fixes the selection, with the job that does it: at once when it is a big one, later in case whoever ordered a small one dies. */
  start(order: BulkOrder, now: Date, direct_limit: number): Promise<TicketBulkDto> {
    return this.postgres.transaction(async (query) => {
      const { id, matched } = await this.insert(query, order, now);
      await query(
        `select graphile_worker.add_job('tickets.bulk', json_build_object('bulk_id', $1::uuid), job_key => 'ticket_bulk:' || $1::uuid,
           run_at => now() + case when $2 then interval '0' else interval '2 minutes' end)`,
        [id, matched > direct_limit],
      );
      return this.read(query, id, false);
    });
  }

  /** Does it to the first so many and takes it back: what is said is what would happen. */
  async try(order: BulkOrder, now: Date, limit: number): Promise<TicketBulkDto> {
    try {
      await this.postgres.transaction(async (query) => {
        const { id } = await this.insert(query, order, now);
        await query('delete from public.ticket_bulk_items where bulk_id = $1 and position > $2', [id, limit]);
        await query('select public.run_ticket_bulk($1, $2)', [id, limit]);
        throw new Tried(await this.read(query, id, true));
      });
    } catch (error) {
      const tried = error instanceof Tried ? error : (error as { cause?: unknown }).cause;
      if (!(tried instanceof Tried)) throw error;
      return { ...tried.bulk, id: null, state: 'dry_run', finished_at: null };
    }
    throw new Error('a transaction that throws has not thrown');
  }

  private async insert(query: Query, order: BulkOrder, now: Date): Promise<{ id: string; matched: number }> {
    const { selection, condition, ids, change, status, note, created_by } = order;
    const id = randomUUID();
    await query(
      `insert into public.ticket_bulks (id, selection, change, status, steps, note, created_by) values ($1, $2, $3, $4, $5, $6, $7)`,
      [id, JSON.stringify(selection), JSON.stringify(change), status, JSON.stringify(TICKET.steps), note, created_by],
    );
    const where = condition ? conditionSql(condition, TICKET_FIELDS, 'tickets', { now }, 2) : { text: 'true', values: [] };
    const chosen = ids
      ? { text: `select u.id, u.place from unnest($2::uuid[]) with ordinality u (id, place)`, values: [ids] }
      : {
          text: `select id, row_number() over (order by created_at, id) as place
            from public.tickets where hidden_at is null and ${where.text}`,
          values: where.values,
        };
    const [row] = await query<{ matched: string }>(
      `with chosen as (${chosen.text}), written as (
         insert into public.ticket_bulk_items (bulk_id, position, ticket_id) select $1::uuid, place, id from chosen returning 1
       ), counted as (select count(*) as n from written)
       update public.ticket_bulks b set matched = c.n from counted c where b.id = $1::uuid returning b.matched`,
      [id, ...chosen.values],
    );
    return { id, matched: Number(row!.matched) };
  }

  private async read(query: Query, id: string, items: boolean): Promise<TicketBulkDto> {
    const [row] = await query<{ bulk: TicketBulkDto }>('select public.get_ticket_bulk($1, $2) as bulk', [id, items]);
    return row!.bulk;
  }
}
