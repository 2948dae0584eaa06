import { Injectable } from '@nestjs/common';
import { BusinessTime } from '../common/businessTime/businessTime.js';
import { type Calendar, calendarFaults, WEEKDAYS } from '../common/businessTime/calendar.js';
import { validationFailed } from '../common/errors/commonErrors.js';
import type { Page } from '../common/list/page.dto.js';
import { BusinessClock } from '../common/timeRange/businessClock.js';
import type { Table } from '../supabase/table.js';
import { Tables } from '../supabase/tables.service.js';
import { calendarInvalid, calendarNotFound } from './calendars.errors.js';
import type {
  CalendarCheckDto,
  CalendarDayDto,
  CalendarDetailDto,
  CalendarDto,
  CreateCalendarDto,
  ListCalendarsDto,
  PreviewCalendarDto,
  UpdateCalendarDto,
} from './dto/calendar.dto.js';

const DAY_MS = 86_400_000;
const MAX_PREVIEW_DAYS = 366;
/** How far ahead changes of the clocks are looked for, days. */
const CHANGES_DAYS = 365;

/** Business hours: when the installation, a team or an agent is at work. */
@Injectable()
export class CalendarsService {
  private readonly calendars: Table<'calendars', CalendarDto>;
  /** By id and version: a calendar remembers the days that it has worked out. */
  private readonly times = new Map<string, { version: number; time: BusinessTime }>();

  constructor(
    tables: Tables,
    private readonly clock: BusinessClock,
  ) {
    this.calendars = tables.of('calendars', { notFound: calendarNotFound, search: ['name'] });
  }

  list(query: ListCalendarsDto): Promise<Page<CalendarDto>> {
    return this.calendars.page(query);
  }

  /** Raises calendar_not_found. */
  async get(id: string, now: Date): Promise<CalendarDetailDto> {
    return this.detailed(await this.calendars.get(id), now);
  }

  /** Raises calendar_invalid, conflict. */
  async create(body: CreateCalendarDto, now: Date): Promise<CalendarDetailDto> {
    const { zone = null, holidays = [], holiday_closes = 'date', hours } = body;
    this.check({ zone, holidays, holiday_closes, hours });
    return this.detailed(await this.calendars.insert(body), now);
  }

  /** Raises calendar_not_found, stale_version, calendar_invalid, calendar_is_default, conflict. */
  async update(id: string, { version, ...change }: UpdateCalendarDto, now: Date): Promise<CalendarDetailDto> {
    const before = await this.calendars.get(id);
    const { zone = before.zone, holidays = before.holidays, holiday_closes = before.holiday_closes, hours = before.hours } = change;
    this.check({ zone, holidays, holiday_closes, hours });
    // What was checked is what is stored: nobody has changed the rest since.
    const row = await this.calendars.update(id, change, { version: version ?? before.version });
    return this.detailed(row, now);
  }

  /** Raises calendar_not_found, calendar_is_default. What had it follows the default calendar from then on. */
  remove(id: string): Promise<CalendarDto> {
    return this.calendars.remove(id);
  }

  /** The open time of each date, as the calendar has it. Raises calendar_not_found, validation_failed. */
  async preview(id: string, { from, to }: PreviewCalendarDto): Promise<CalendarDayDto[]> {
    const [first, last] = [Date.parse(from), Date.parse(to)];
    if (last < first) throw validationFailed([{ field: 'to', message: 'to must not be before from' }]);
    if (last - first >= MAX_PREVIEW_DAYS * DAY_MS)
      throw validationFailed([{ field: 'to', message: `to may be at most ${MAX_PREVIEW_DAYS - 1} days after from` }]);
    const time = this.timeOf(await this.calendars.get(id));
    const days: CalendarDayDto[] = [];
    for (let at = first; at <= last; at += DAY_MS) {
      const date = new Date(at).toISOString().slice(0, 10);
      const { spans, holiday } = time.on(date);
      days.push({
        date,
        weekday: WEEKDAYS[(new Date(at).getUTCDay() + 6) % 7]!,
        holiday: holiday ? (holiday.name ?? '') : null,
        open: spans.map(([start, end]) => ({ start: new Date(start).toISOString(), end: new Date(end).toISOString() })),
        minutes: spans.reduce((sum, [start, end]) => sum + (end - start) / 60_000, 0),
      });
    }
    return days;
  }

  /** Raises calendar_not_found. */
  async open(id: string, at: Date): Promise<CalendarCheckDto> {
    const time = this.timeOf(await this.calendars.get(id));
    return {
      at: at.toISOString(),
      is_open: time.isOpen(at),
      next_opening: time.nextOpening(at)?.toISOString() ?? null,
      next_closing: time.nextClosing(at)?.toISOString() ?? null,
    };
  }

  /** The calendar to count with; null is the default one. Raises calendar_not_found. */
  async businessTime(id: string | null): Promise<BusinessTime> {
    if (id !== null) return this.timeOf(await this.calendars.get(id));
    const [standard] = await this.calendars.all({ is_default: true });
    if (!standard) throw calendarNotFound();
    return this.timeOf(standard);
  }

  private detailed(row: CalendarDto, now: Date): CalendarDetailDto {
    const [today, later] = [now, new Date(now.getTime() + CHANGES_DAYS * DAY_MS)].map((at) => this.clock.today(at));
    return { ...row, clock_changes: this.timeOf(row).clockChanges(today!, later!) };
  }

  private timeOf(row: CalendarDto): BusinessTime {
    const known = this.times.get(row.id);
    if (known?.version === row.version) return known.time;
    const time = new BusinessTime(this.asCalendar(row));
    this.times.set(row.id, { version: row.version, time });
    return time;
  }

  /** Raises calendar_invalid. */
  private check(calendar: Parameters<CalendarsService['asCalendar']>[0]): void {
    const faults = calendarFaults(this.asCalendar(calendar));
    if (faults.length > 0) throw calendarInvalid(faults);
  }

  private asCalendar({
    zone,
    hours,
    holidays,
    holiday_closes,
  }: Pick<CalendarDto, 'hours' | 'holidays' | 'holiday_closes'> & { zone: string | null }): Calendar {
    return { zone: zone ?? this.clock.zone, hours, holidays, holiday_closes: holiday_closes as Calendar['holiday_closes'] };
  }
}
