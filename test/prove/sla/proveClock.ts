import { BusinessTime } from '../../../src/common/businessTime/businessTime.js';
import { type Calendar, type Hours, WEEKDAYS } from '../../../src/common/businessTime/calendar.js';
import { Random } from '../../../src/providers/sandbox/random.js';
import { ledgerOf, OpenHours, readClock, stretchesOf, type Tick } from '../../../src/slaConfig/clock.js';
import { countMinutes, WallCalendar } from './minuteCounter.js';

export const CLOCK_SABOTAGES = ['night', 'pause', 'holiday', 'boundary', 'gap'] as const;
export type ClockSabotage = (typeof CLOCK_SABOTAGES)[number];

export interface ClockProof {
  histories: number;
  /** Of these so many were breached, paused, stopped or not due. */
  kinds: Record<'breached' | 'paused' | 'stopped' | 'changed calendars', number>;
  segments: number;
  faults: string[];
}

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1_440;
const ZONES = ['Asia/Kolkata', 'Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'UTC', 'Australia/Lord_Howe'];
/** Days of a history, and how far beyond the counter looks for the due moment. */
const DAYS = 6;
const BEYOND_DAYS = 12;

/** Random histories, read by the clock and counted minute by minute. */
export function proveClock(seed: string, histories: number, sabotage?: ClockSabotage): ClockProof {
  const random = new Random(seed);
  const proof: ClockProof = { histories, kinds: { breached: 0, paused: 0, stopped: 0, 'changed calendars': 0 }, segments: 0, faults: [] };
  for (let n = 0; n < histories; n += 1) one(n, random, proof, sabotage);
  return proof;
}

function one(n: number, random: Random, proof: ClockProof, sabotage: ClockSabotage | undefined): void {
  const zone = random.pick(ZONES);
  const start = aroundChange(random);
  const first = calendar(random, zone, start);
  const other = random.chance(0.2)
    ? { at: start + random.int(1, DAYS) * DAY_MINUTES * MINUTE_MS, calendar: calendar(random, zone, start) }
    : null;
  const ticks = history(random, start);
  const now = start + random.int(0, DAYS * DAY_MINUTES) * MINUTE_MS;
  const target = random.pick([1, random.int(1, 90), random.int(90, 900), 480]);
  const versions = [{ from: 0, calendar: first }, ...(other && other.at <= now ? [{ from: other.at, calendar: other.calendar }] : [])];
  const hours = new OpenHours(versions.map(({ from, calendar: each }) => ({ from, time: new BusinessTime(broken(each, sabotage)) })));
  const stretches = stretchesOf(sabotage === 'pause' ? ticks.filter(({ kind }) => kind !== 'resume') : ticks, now);
  const reading = readClock(stretches, target * MINUTE_MS - (sabotage === 'boundary' ? 1 : 0), Infinity, hours, now);
  const walls = versions.map(({ from, calendar: each }) => ({ from, wall: new WallCalendar(each) }));
  const counted = countMinutes(ticks, walls, target, now, now + BEYOND_DAYS * DAY_MINUTES * MINUTE_MS);
  const far = counted.due_at === null && reading.due_at !== null && reading.due_at > now + BEYOND_DAYS * DAY_MINUTES * MINUTE_MS;
  const said = [reading.counted_ms / MINUTE_MS, far ? null : reading.due_at, reading.is_breached];
  const right = [counted.counted, counted.due_at, counted.is_breached];
  if (said.some((value, index) => value !== right[index]))
    proof.faults.push(`history ${n} (${zone}): the clock says ${said.join(', ')}, the counter ${right.join(', ')}`);

  const ledger = ledgerOf(stretches, hours, now);
  if (sabotage === 'gap' && ledger.length > 2) ledger.splice(1, 1);
  proof.segments += ledger.length;
  const whole = ledger.reduce((sum, { from, to }) => sum + to - from, 0);
  const touches =
    ledger.every(({ from }, index) => from === (ledger[index - 1]?.to ?? ticks[0]!.at)) && (ledger.at(-1)?.to ?? ticks[0]!.at) === now;
  const in_ledger = ledger.filter(({ kind }) => kind === 'counted').reduce((sum, { from, to }) => sum + to - from, 0);
  if (now > ticks[0]!.at && (!touches || whole !== now - ticks[0]!.at))
    proof.faults.push(`history ${n}: the ledger has a gap or an overlap`);
  if (in_ledger !== reading.counted_ms) proof.faults.push(`history ${n}: the ledger counts ${in_ledger}, the clock ${reading.counted_ms}`);

  if (counted.is_breached) proof.kinds.breached += 1;
  if (stretches.at(-1)?.does === 'is paused') proof.kinds.paused += 1;
  if (stretches.at(-1)?.does === 'is stopped') proof.kinds.stopped += 1;
  if (versions.length > 1) proof.kinds['changed calendars'] += 1;
}

/** Half of them near a change of the clocks. */
function aroundChange(random: Random): number {
  const days = ['2026-03-27', '2026-10-23', '2026-03-06', '2026-10-30', '2026-04-03', '2026-10-02'];
  const from = random.chance(0.5) ? Date.parse(random.pick(days)) : Date.parse('2026-01-01') + random.int(0, 350) * DAY_MINUTES * MINUTE_MS;
  return from + random.int(0, 2 * DAY_MINUTES) * MINUTE_MS;
}

function calendar(random: Random, zone: string, start: number): Calendar {
  const time = (from: number, to: number): string => `${String(random.int(from, to)).padStart(2, '0')}:${random.pick(['00', '30', '45'])}`;
  const hours = Object.fromEntries(
    WEEKDAYS.filter(() => random.chance(0.8)).map((weekday) => {
      const shifts: Hours[] = random.chance(0.1) ? [['00:00', '24:00']] : [[time(4, 10), time(11, 13)]];
      if (random.chance(0.5)) shifts.push([time(13, 17), random.chance(0.2) ? '24:00' : time(18, 22)]);
      if (random.chance(0.3)) shifts.push([time(20, 23), time(4, 7)]);
      return [weekday, shifts];
    }),
  );
  if (Object.keys(hours).length === 0) hours['mon'] = [['09:00', '17:00']];
  const holidays = Array.from({ length: random.int(0, 3) }, () => {
    const date = new Date(start + random.int(-1, DAYS) * DAY_MINUTES * MINUTE_MS).toISOString().slice(0, 10);
    return { date, ...(random.chance(0.3) && { hours: [['09:00', '12:00']] as Hours[] }) };
  });
  const once = new Map(holidays.map((holiday) => [holiday.date, holiday]));
  return { zone, hours, holidays: [...once.values()], holiday_closes: 'date' };
}

function history(random: Random, start: number): Tick[] {
  const ticks: Tick[] = [{ at: start, kind: 'start' }];
  let [paused, stopped, at] = [false, false, start];
  for (let n = random.int(0, 6); n > 0; n -= 1) {
    at += random.chance(0.1) ? 0 : random.int(1, DAY_MINUTES) * MINUTE_MS;
    const kind = stopped ? 'reopen' : random.chance(0.3) ? 'stop' : paused ? 'resume' : 'pause';
    if (kind === 'stop' || kind === 'reopen') stopped = kind === 'stop';
    else paused = kind === 'pause';
    ticks.push({ at, kind });
  }
  return ticks;
}

function broken(calendar: Calendar, sabotage: ClockSabotage | undefined): Calendar {
  if (sabotage === 'holiday') return { ...calendar, holidays: [] };
  if (sabotage !== 'night') return calendar;
  const days = Object.entries(calendar.hours).map(([day, hours]) => [day, hours.filter(([from, to]) => from < to || to === '00:00')]);
  return { ...calendar, hours: Object.fromEntries(days) as Calendar['hours'] };
}
