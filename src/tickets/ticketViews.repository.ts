import { Injectable } from '@nestjs/common';
import type { Condition } from '../common/conditions/condition.js';
import { conditionSql } from '../common/conditions/conditionSql.js';
import { PostgresService } from '../supabase/postgres.service.js';
import { comparisonsOf, TICKET_FIELDS } from './ticketConditions.js';

/** Beyond so many it is only said that there are more. */
const MOST = 10_000;
/** Columns by which the numbers of tickets are kept: see `keep_counts` in the table's file. */
const KEPT = ['status', 'priority', 'channel', 'category', 'team'];

/** Counts what views show. */
@Injectable()
export class TicketViewsRepository {
  constructor(private readonly postgres: PostgresService) {}

  /** One statement for all. Views that ask only for what is kept are read, the others counted up to a limit. */
  async count(views: { id: string; condition: Condition }[], now: Date) {
    if (views.length === 0) return [];
    const values: unknown[] = [];
    const parts = views.map(({ id, condition }) => {
      const is_kept = comparisonsOf(condition).every(({ field }) => KEPT.includes(field));
      const place = values.push(id);
      const { text, values: own } = conditionSql(condition, TICKET_FIELDS, 'tickets', { now }, values.length + 1);
      values.push(...own);
      return is_kept
        ? `select $${place}::uuid as id, (select coalesce(sum(rows), 0) from public.tickets_counts tickets where ${text}) as count,
             false as is_counted`
        : `select $${place}::uuid as id, (select count(*) from (
             select from public.tickets where hidden_at is null and ${text} limit ${MOST + 1}) found) as count, true as is_counted`;
    });
    const rows = await this.postgres.query<{ id: string; count: string; is_counted: boolean }>(parts.join(' union all '), values);
    return rows.map(({ id, count, is_counted }) => {
      const is_capped = is_counted && Number(count) > MOST;
      return { id, count: is_capped ? MOST : Number(count), is_capped };
    });
  }
}
