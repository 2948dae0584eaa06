import { readFileSync } from 'node:fs';
import { DateTime } from 'luxon';
import { Random } from '../../providers/sandbox/random.js';
import { BusinessTime } from './businessTime.js';
import { type Calendar, calendarFaults, type Hours, WEEKDAYS } from './calendar.js';

interface Vector {
  id: string;
  group: string;
  title: string;
  zone: string;
  intervals: Calendar['hours'];
  holidays: string[];
  overrides?: Record<string, Hours[]>;
  target_minutes: number;
  events: { at: string; kind: string }[];
  evaluate_at: string;
  expected_due: string | null;
  expected_counted_minutes: number;
  expected_error?: string;
}

const { vectors } = JSON.parse(readFileSync('test/fixtures/slaVectors.json', 'utf8')) as { vectors: Vector[] };
/** The others are about clocks that stop and go on. */
const PLAIN = vectors.filter(({ events }) => events.every(({ kind }) => ['start', 'stop'].includes(kind)) && events.length <= 2);

const calendarOf = ({ zone, intervals, holidays, overrides = {} }: Vector): Calendar => ({
  zone,
  hours: intervals,
  holidays: [...holidays.map((date) => ({ date })), ...Object.entries(overrides).map(([date, hours]) => ({ date, hours }))],
  holiday_closes: 'date',
});

const OFFICE: Calendar = {
  zone: 'Asia/Kolkata',
  hours: { mon: [['09:00', '17:00']], tue: [['09:00', '17:00']], fri: [['22:00', '06:00']] },
  holidays: [{ date: '2026-02-06' }],
  holiday_closes: 'date',
};
const at = (text: string): Date => new Date(text);

describe('business time', () => {
  it.each(
    PLAIN.filter(({ expected_error, group }) => !expected_error && group !== 'reopen').map(
      (vector) => [vector.id, vector.title, vector] as const,
    ),
  )('%s: %s', (_id, _title, vector) => {
    const time = new BusinessTime(calendarOf(vector));
    const [start, stop] = vector.events;
    const due = start ? time.add(at(start.at), vector.target_minutes) : null;
    const counted = start ? time.minutesBetween(at(start.at), at(stop?.at ?? vector.evaluate_at)) : 0;
    expect(due?.toISOString() ?? null).toBe(vector.expected_due && at(vector.expected_due).toISOString());
    expect(counted).toBeCloseTo(vector.expected_counted_minutes, 6);
  });

  it('moves a date to the next one that is open, and knows when there is none', () => {
    const time = new BusinessTime(OFFICE);
    expect(time.nextOpenDay('2026-02-03')).toBe('2026-02-03');
    expect(time.nextOpenDay('2026-02-04')).toBe('2026-02-09');
    expect(new BusinessTime({ ...OFFICE, holidays: [{ date: '2026-02-03' }] }).nextOpenDay('2026-02-03')).toBe('2026-02-06');
    const part = { ...OFFICE, holidays: [{ date: '2026-02-04', hours: [['10:00', '11:00']] as Hours[] }] };
    expect(new BusinessTime(part).nextOpenDay('2026-02-04')).toBe('2026-02-04');
    expect(new BusinessTime({ ...OFFICE, hours: {}, holidays: [] }).nextOpenDay('2026-02-03')).toBeNull();
  });

  it('never answers when there is no business time, and does not look for ever', () => {
    const time = new BusinessTime({ ...OFFICE, hours: {}, holidays: [] });
    expect(time.add(at('2026-02-03T04:00:00Z'), 60)).toBeNull();
    expect(time.nextOpening(at('2026-02-03T04:00:00Z'))).toBeNull();
    expect(time.minutesBetween(at('2026-02-03T04:00:00Z'), at('2027-02-03T04:00:00Z'))).toBe(0);
  });

  it('refuses what is no number of minutes or no moment, instead of counting for ever', () => {
    const time = new BusinessTime(OFFICE);
    for (const minutes of [NaN, Infinity, -Infinity]) expect(() => time.add(at('2026-02-03T04:00:00Z'), minutes)).toThrow(RangeError);
    expect(() => time.add(new Date(NaN), 60)).toThrow(RangeError);
    expect(time.add(at('2026-02-03T04:00:00Z'), 0)).toEqual(at('2026-02-03T04:00:00Z'));
  });

  it('knows when it opens and closes next', () => {
    const time = new BusinessTime(OFFICE);
    expect(time.isOpen(at('2026-02-03T03:30:00Z'))).toBe(true);
    expect(time.isOpen(at('2026-02-03T11:30:00Z'))).toBe(false);
    expect(time.nextOpening(at('2026-02-03T11:30:00Z'))).toEqual(at('2026-02-06T18:30:00Z'));
    expect(time.nextOpening(at('2026-02-03T04:30:00Z'))).toEqual(at('2026-02-03T04:30:00Z'));
    expect(time.nextClosing(at('2026-02-03T04:30:00Z'))).toEqual(at('2026-02-03T11:30:00Z'));
    expect(time.nextClosing(at('2026-02-03T11:30:00Z'))).toBeNull();
    expect(new BusinessTime(always('UTC')).nextClosing(at('2026-02-03T11:30:00Z'))).toBeNull();
  });

  it('a holiday closes its own minutes, or the shifts that begin on it', () => {
    const friday_night = at('2026-02-06T17:00:00Z');
    // 6 February is the holiday: its evening is closed, what goes on after midnight is not.
    expect(new BusinessTime(OFFICE).nextOpening(friday_night)).toEqual(at('2026-02-06T18:30:00Z'));
    expect(new BusinessTime({ ...OFFICE, holiday_closes: 'shift' }).nextOpening(friday_night)).toEqual(at('2026-02-09T03:30:00Z'));
  });

  it('a holiday may come every year, and may have hours of its own', () => {
    const time = new BusinessTime({ ...OFFICE, holidays: [{ date: '2020-01-26', yearly: true, hours: [['10:00', '12:00']] }] });
    // A Monday.
    expect([...time.spans(at('2026-01-25T18:30:00Z'), at('2026-01-26T18:30:00Z'))]).toEqual([
      [at('2026-01-26T04:30:00Z').getTime(), at('2026-01-26T06:30:00Z').getTime()],
    ]);
  });

  it('reads an edge that the clocks skip with the offset from before, and of two the first', () => {
    const spring = new BusinessTime({ zone: 'Europe/Berlin', hours: { sun: [['02:30', '05:00']] }, holidays: [], holiday_closes: 'date' });
    expect(spring.minutesBetween(at('2026-03-28T12:00:00Z'), at('2026-03-29T12:00:00Z'))).toBe(90);
    expect(spring.clockChanges('2026-01-01', '2026-12-31')).toEqual([
      { date: '2026-03-29', time: '02:30', happens: 'never' },
      { date: '2026-10-25', time: '02:30', happens: 'twice' },
    ]);
    const autumn = new BusinessTime({ zone: 'Europe/Berlin', hours: { sun: [['00:00', '02:30']] }, holidays: [], holiday_closes: 'date' });
    expect(autumn.minutesBetween(at('2026-10-24T12:00:00Z'), at('2026-10-25T12:00:00Z'))).toBe(150);
  });

  it.each([1, 2, 3])('agrees with counting minute by minute, seed %d', (seed) => {
    const random = new Random(seed);
    for (let n = 0; n < 8; n++) {
      const calendar = randomCalendar(random);
      const time = new BusinessTime(calendar);
      const start = Date.UTC(2026, random.int(0, 11), random.int(1, 28), random.int(0, 23), random.int(0, 59));
      const minutes = random.int(0, 6_000);
      const open = (from: number): boolean => isOpenByTheWall(calendar, from);
      let counted = 0;
      for (let minute = 0; minute < minutes; minute++) if (open(start + minute * 60_000)) counted++;
      const end = new Date(start + minutes * 60_000);
      expect({ calendar, counted: time.minutesBetween(new Date(start), end) }).toEqual({ calendar, counted });
      if (counted === 0) continue;
      const due = time.add(new Date(start), counted)!;
      expect(due.getTime()).toBeLessThanOrEqual(end.getTime());
      expect(time.minutesBetween(new Date(start), due)).toBe(counted);
      expect(open(due.getTime() - 60_000)).toBe(true);
    }
  });
});

describe('the faults of a calendar', () => {
  it.each([
    ['a zone that is none', { zone: 'Mars/Olympus' }, 'invalid_zone', 'zone'],
    ['hours without length', { hours: { mon: [['09:00', '09:00']] } }, 'invalid_interval', 'hours.mon[0]'],
    ['a time that is none', { hours: { mon: [['9:00', '17:00']] } }, 'invalid_interval', 'hours.mon[0]'],
    ['24:00 as a beginning', { hours: { mon: [['24:00', '17:00']] } }, 'invalid_interval', 'hours.mon[0]'],
    ['a week without hours', { hours: { mon: [] } }, 'no_business_time', 'hours'],
    ['a date that is none', { holidays: [{ date: '2026-02-30' }] }, 'invalid_holiday', 'holidays[0].date'],
    ['hours of a holiday', { holidays: [{ date: '2026-02-03', hours: [['12:00', '12:00']] }] }, 'invalid_interval', 'holidays[0].hours[0]'],
  ] as [string, Partial<Calendar>, string, string][])('%s', (_name, change, code, field) => {
    expect(calendarFaults({ ...OFFICE, ...change })).toEqual([expect.objectContaining({ code, field })]);
  });

  it('are none for whole days and nights', () => {
    expect(calendarFaults(OFFICE)).toEqual([]);
    expect(calendarFaults(always('UTC'))).toEqual([]);
    expect(calendarFaults({ ...OFFICE, hours: { mon: [['18:00', '24:00']], tue: [['22:00', '06:00']] } })).toEqual([]);
  });
});

function always(zone: string): Calendar {
  return { zone, hours: Object.fromEntries(WEEKDAYS.map((day) => [day, [['00:00', '00:00']]])), holidays: [], holiday_closes: 'date' };
}

/** Hours outside the night, so that no edge falls into a change of the clocks; nights only where there are none. */
function randomCalendar(random: Random): Calendar {
  const zone = random.pick(['Asia/Kolkata', 'Asia/Kathmandu', 'Europe/Berlin', 'America/New_York', 'UTC']);
  const nights = !/Europe|America/.test(zone);
  const time = (from: number, to: number): string => `${String(random.int(from, to)).padStart(2, '0')}:${random.pick(['00', '45'])}`;
  const hours = Object.fromEntries(
    WEEKDAYS.filter(() => random.chance(0.7)).map((day) => {
      const shifts: Hours[] = [[time(4, 10), time(12, 15)]];
      if (random.chance(0.4)) shifts.push([time(13, 17), '24:00']);
      if (nights && random.chance(0.3)) shifts.push([time(20, 22), time(1, 7)]);
      return [day, shifts];
    }),
  );
  const holidays = Array.from({ length: 30 }, () => ({
    date: `2026-${String(random.int(1, 12)).padStart(2, '0')}-${String(random.int(1, 28)).padStart(2, '0')}`,
  }));
  return { zone, hours, holidays, holiday_closes: 'date' };
}

/** The same question answered without any arithmetic of instants. */
function isOpenByTheWall(calendar: Calendar, at_ms: number): boolean {
  const now = DateTime.fromMillis(at_ms, { zone: calendar.zone });
  const time = now.toFormat('HH:mm');
  if (calendar.holidays.some(({ date }) => date === now.toISODate())) return false;
  const on = (day: DateTime): readonly Hours[] => calendar.hours[WEEKDAYS[day.weekday - 1]!] ?? [];
  return (
    on(now).some(([from, to]) => time >= from && (to <= from || time < to)) ||
    on(now.minus({ days: 1 })).some(([from, to]) => to <= from && time < to)
  );
}
