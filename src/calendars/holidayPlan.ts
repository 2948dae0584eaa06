import { isDeepStrictEqual } from 'node:util';
import { calendarFaults, type Hours } from '../common/businessTime/calendar.js';
import type { ImportRow, RowFault, RowResult } from '../common/imports/importKind.js';
import { calendarNotFound } from './calendars.errors.js';
import { type HolidayDto, MAX_HOLIDAYS } from './dto/calendar.dto.js';

/** A calendar that rows may name. */
export interface HolidayCalendar {
  id: string;
  name: string;
  holidays: HolidayDto[];
}

/** Hours that are used to check those of a holiday alone. */
const ANY_WEEK = { zone: 'UTC', hours: { mon: [['00:00', '24:00']] as Hours[] }, holiday_closes: 'date' as const };

/** Decides, row by row, what a file makes of the holidays of calendars. Pure: `changed` are to be written afterwards. */
export class HolidayPlan {
  readonly changed = new Set<HolidayCalendar>();

  /** `calendars`: by what rows call them, in lower case; the default one by ''. */
  constructor(private readonly calendars: Map<string, HolidayCalendar>) {}

  take({ values }: ImportRow): RowResult {
    const calendar = this.calendars.get(String(values.calendar ?? '').toLowerCase());
    if (!calendar) return failed('calendar', calendarNotFound.code, 'calendar is no calendar, neither by id nor by name');
    const { date, name, yearly, hours } = values as Partial<HolidayDto>;
    if (date === undefined) return failed('date', 'date_missing', 'date is needed');
    const holiday = { date, ...(name !== undefined && { name }), ...(yearly && { yearly }), ...(hours !== undefined && { hours }) };
    const [fault] = calendarFaults({ ...ANY_WEEK, holidays: [holiday] });
    if (fault) return failed('hours', fault.code, `hours: ${fault.message}`);
    const record = { calendar: calendar.name, ...holiday };
    const before = calendar.holidays.find((one) => one.date === date && Boolean(one.yearly) === Boolean(yearly));
    if (before && isDeepStrictEqual(shown(before), shown(holiday))) return { outcome: 'unchanged', record };
    const others = calendar.holidays.filter((one) => one !== before);
    if (others.length >= MAX_HOLIDAYS) return failed(null, 'too_many_holidays', `A calendar holds at most ${MAX_HOLIDAYS} holidays.`);
    calendar.holidays = [...others, holiday].sort((one, other) => one.date.localeCompare(other.date));
    this.changed.add(calendar);
    return { outcome: before ? 'updated' : 'created', record };
  }
}

function shown({ date, name = '', yearly = false, hours = [] }: HolidayDto): HolidayDto {
  return { date, name, yearly, hours };
}

function failed(field: string | null, code: string, message: string): RowResult {
  const fault: RowFault = { field, code, message };
  return { outcome: 'failed', faults: [fault] };
}
