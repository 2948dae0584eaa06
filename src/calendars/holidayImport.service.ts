import { Injectable, type OnModuleInit } from '@nestjs/common';
import { cellParts, readBy, readFlag } from '../common/imports/cellReaders.js';
import type { ImportColumn, ImportPass, ImportRow, RowResult } from '../common/imports/importKind.js';
import { ImportKinds } from '../common/imports/importKinds.js';
import { Text } from '../common/validation/text.decorators.js';
import { BusinessDate } from '../common/validation/time.decorators.js';
import { HolidayImportRepository } from './holidayImport.repository.js';
import { type HolidayCalendar, HolidayPlan } from './holidayPlan.js';

const COLUMNS: ImportColumn[] = [
  { name: 'calendar', aliases: ['calendar_id', 'calendar_name'], read: readBy(Text({ max: 200, oneLine: true })) },
  { name: 'date', aliases: ['day', 'holiday_date'], read: readBy(BusinessDate()) },
  { name: 'name', aliases: ['holiday', 'holiday_name', 'occasion'], read: readBy(Text({ max: 200, oneLine: true })) },
  { name: 'yearly', aliases: ['every_year', 'recurring'], read: readFlag },
  { name: 'hours', aliases: ['open', 'open_hours'], read: readHours },
];

/** Holidays from CSV: those of the default calendar where a row names none. */
@Injectable()
export class HolidayImportService implements OnModuleInit {
  constructor(
    private readonly kinds: ImportKinds,
    private readonly repository: HolidayImportRepository,
  ) {}

  onModuleInit(): void {
    this.kinds.register({
      kind: 'holidays',
      module: 'calendars',
      columns: () => Promise.resolve(COLUMNS),
      needs: [['date']],
      apply: (rows, pass) => this.apply(rows, pass),
    });
  }

  private async apply(rows: ImportRow[], pass: ImportPass): Promise<RowResult[]> {
    const named = rows.flatMap(({ values }) => (typeof values.calendar === 'string' ? [values.calendar.toLowerCase()] : []));
    const found = await this.repository.find(pass, [...new Set(named)]);
    // What rows before these would have made of them.
    const drafts = pass.mode === 'preview' ? await pass.drafts(found.map(({ id }) => id)) : new Map<string, unknown>();
    const calendars = new Map<string, HolidayCalendar>();
    for (const { is_default, ...row } of found) {
      const calendar = (drafts.get(row.id) as HolidayCalendar | undefined) ?? row;
      for (const key of [row.id, row.name.toLowerCase(), ...(is_default ? [''] : [])]) calendars.set(key, calendar);
    }
    const plan = new HolidayPlan(calendars);
    const results = rows.map((row) => plan.take(row));
    if (pass.mode === 'run') await this.repository.write(pass, plan.changed);
    else await pass.setDrafts(new Map([...plan.changed].map((calendar) => [calendar.id, calendar])));
    return results;
  }
}

/** `09:00-13:00; 14:00-16:00`. Whether these are times is checked with the holiday. */
function readHours(text: string): ReturnType<ImportColumn['read']> {
  const hours = cellParts(text).map((part) => part.split(/\s*[-–]\s*/));
  if (hours.some((pair) => pair.length !== 2)) return { fault: 'must look like 09:00-13:00; 14:00-16:00' };
  return { value: hours };
}
