import { Injectable } from '@nestjs/common';
import type { ImportPass } from '../common/imports/importKind.js';
import type { HolidayCalendar } from './holidayPlan.js';

/** Holidays in the transaction of an import's batch. */
@Injectable()
export class HolidayImportRepository {
  /** The calendars that a batch names by id or name, in lower case, and the default one; in a run, locked for it. */
  find({ query, mode }: ImportPass, named: string[]): Promise<(HolidayCalendar & { is_default: boolean })[]> {
    return query(
      `select c.id, c.name, c.holidays, c.is_default from public.calendars c
       where c.is_default or lower(c.name) = any ($1::text[]) or c.id::text = any ($1::text[])
       order by c.id ${mode === 'run' ? 'for update' : ''}`,
      [named],
    );
  }

  async write({ query }: ImportPass, calendars: Iterable<HolidayCalendar>): Promise<void> {
    const rows = [...calendars].map(({ id, holidays }) => ({ id, holidays }));
    await query(
      `update public.calendars c set holidays = n.holidays
       from jsonb_to_recordset($1::jsonb) n (id uuid, holidays jsonb) where c.id = n.id`,
      [JSON.stringify(rows)],
    );
  }
}
