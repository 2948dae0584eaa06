import { readFileSync } from 'node:fs';
import { BusinessTime } from '../common/businessTime/businessTime.js';
import { type Calendar, calendarFaults, type Hours } from '../common/businessTime/calendar.js';
import { ledgerOf, type MatterEvent, OpenHours, readClock, type Reading, stretchesOf, ticksOf, waitsOf } from './clock.js';

interface Vector {
  id: string;
  title: string;
  metric: 'resolution' | 'first_response' | 'next_response';
  zone: string;
  intervals: Calendar['hours'];
  holidays: string[];
  overrides?: Record<string, Hours[]>;
  target_minutes: number;
  events: { at: string; kind: string; target_minutes?: number; calendar?: { intervals: Calendar['hours'] } }[];
  evaluate_at: string;
  expected_due: string | null;
  expected_counted_minutes: number;
  expected_breached: boolean;
  expected_late_minutes?: number;
  expected_cycles?: { start: string; due: string; end: string; counted_minutes: number; breached: boolean }[];
  expected_error?: string;
}

const { vectors } = JSON.parse(readFileSync('test/fixtures/slaVectors.json', 'utf8')) as { vectors: Vector[] };
const MINUTE_MS = 60_000;
const at = (text: string): number => Date.parse(text);
const told = (moment: number | null): string | null => (moment === null ? null : new Date(moment).toISOString().replace('.000Z', 'Z'));

function calendarOf({ zone, intervals, holidays, overrides = {} }: Vector): Calendar {
  return {
    zone,
    hours: intervals,
    holidays: [...holidays.map((date) => ({ date })), ...Object.entries(overrides).map(([date, hours]) => ({ date, hours }))],
    holiday_closes: 'date',
  };
}

function hoursOf(vector: Vector): OpenHours {
  const changes = vector.events.filter(({ kind, at: when }) => kind === 'calendar_change' && when <= vector.evaluate_at);
  return new OpenHours([
    { from: 0, time: new BusinessTime(calendarOf(vector)) },
    ...changes.map((change) => ({
      from: at(change.at),
      time: new BusinessTime({ ...calendarOf(vector), hours: change.calendar!.intervals }),
    })),
  ]);
}

function ask(vector: Vector): { readings: (Reading & { ends: string | undefined; start: number })[]; live: Reading | undefined } {
  const now = at(vector.evaluate_at);
  const target = vector.events.reduce(
    (minutes, { kind, target_minutes }) => (kind === 'target_change' ? target_minutes! : minutes),
    vector.target_minutes,
  );
  const hours = hoursOf(vector);
  const events = vector.events
    .filter(({ kind }) => ['start', 'pause', 'resume', 'stop', 'reopen', 'customer_message', 'agent_reply'].includes(kind))
    .map(({ at: when, kind }) => ({ at: at(when), kind: kind as MatterEvent['kind'] }));
  const clocks =
    vector.metric === 'resolution'
      ? [{ ticks: ticksOf(events), ended: null }]
      : waitsOf(events, now).slice(0, vector.metric === 'first_response' ? 1 : undefined);
  const readings = clocks.map(({ ticks, ended }) => ({
    ...readClock(stretchesOf(ticks, now), target * MINUTE_MS, target * MINUTE_MS, hours, now),
    ends: ended?.how,
    start: ticks[0]?.at ?? 0,
  }));
  const is_over = vector.metric === 'next_response' && clocks.at(-1)?.ended;
  return { readings, live: is_over ? undefined : readings.at(-1) };
}

describe('the clock', () => {
  it.each(vectors.filter(({ expected_error }) => !expected_error).map((vector) => [`${vector.id} ${vector.title}`, vector]))(
    '%s',
    (_title, vector) => {
      const { readings, live } = ask(vector);
      expect(told(live?.due_at ?? null)).toBe(vector.expected_due);
      expect((readings.at(-1)?.counted_ms ?? 0) / MINUTE_MS).toBe(vector.expected_counted_minutes);
      expect(readings.some(({ is_breached }) => is_breached)).toBe(vector.expected_breached);
      if (vector.metric === 'resolution') expect((readings[0]?.late_ms ?? 0) / MINUTE_MS).toBe(vector.expected_late_minutes ?? 0);
      if (vector.expected_cycles)
        expect(
          readings.map(({ start, due_at, ends, counted_ms, is_breached }) => ({
            start: told(start),
            due: told(due_at),
            end: ends,
            counted_minutes: counted_ms / MINUTE_MS,
            breached: is_breached,
          })),
        ).toEqual(vector.expected_cycles);
    },
  );

  it.each(
    vectors
      .filter(({ expected_error, intervals }) => expected_error && expected_error !== 'invalid_target' && intervals)
      .map((vector) => [vector.id, vector]),
  )('%s is refused when it is saved', (_id, vector) => {
    expect(calendarFaults(calendarOf(vector)).map(({ code }) => code)).toContain(vector.expected_error);
  });

  const OFFICE = new OpenHours([
    {
      from: 0,
      time: new BusinessTime({
        zone: 'Asia/Kolkata',
        hours: { tue: [['09:00', '17:00']], wed: [['09:00', '17:00']], thu: [['09:00', '17:00']] },
        holidays: [],
        holiday_closes: 'date',
      }),
    },
  ]);

  it('accounts for every minute: 40 paused ones are 15 open and 25 closed', () => {
    // Tuesday 16:00 to 17:25 local time; paused from 16:45 to 17:25.
    const ticks = [
      { at: at('2026-02-03T10:30:00Z'), kind: 'start' as const },
      { at: at('2026-02-03T11:15:00Z'), kind: 'pause' as const },
      { at: at('2026-02-03T11:55:00Z'), kind: 'resume' as const },
    ];
    const now = at('2026-02-04T04:00:00Z');
    const ledger = ledgerOf(stretchesOf(ticks, now), OFFICE, now);
    expect(ledger.map(({ kind, from, to }) => [kind, (to - from) / MINUTE_MS])).toEqual([
      ['counted', 45],
      ['paused_open', 15],
      ['paused_closed', 25],
      ['outside', 935],
      ['counted', 30],
    ]);
  });

  it('is breached from the next opening on when the target is used up at closing', () => {
    const ticks = [{ at: at('2026-02-03T10:30:00Z'), kind: 'start' as const }];
    const read = (now: string) => readClock(stretchesOf(ticks, at(now)), 60 * MINUTE_MS, 48 * MINUTE_MS, OFFICE, at(now));
    const evening = read('2026-02-03T18:00:00Z');
    expect([told(evening.due_at), told(evening.breach_at), told(evening.warn_at), evening.is_breached]).toEqual([
      '2026-02-03T11:30:00Z',
      '2026-02-04T03:30:00Z',
      '2026-02-03T11:18:00Z',
      false,
    ]);
    expect([read('2026-02-04T03:30:00Z').is_breached, read('2026-02-04T03:30:01Z').is_breached]).toEqual([false, true]);
  });

  it('warns of nothing while it is paused, and later when it goes on', () => {
    const ticks = [
      { at: at('2026-02-03T04:00:00Z'), kind: 'start' as const },
      { at: at('2026-02-03T05:15:00Z'), kind: 'pause' as const },
    ];
    const read = (now: string) => readClock(stretchesOf(ticks, at(now)), 100 * MINUTE_MS, 80 * MINUTE_MS, OFFICE, at(now));
    expect(read('2026-02-03T06:00:00Z')).toMatchObject({ warn_at: null, breach_at: null, due_at: null });
    ticks.push({ at: at('2026-02-05T04:00:00Z'), kind: 'resume' as never });
    expect(told(read('2026-02-05T04:00:00Z').warn_at)).toBe('2026-02-05T04:05:00Z');
  });

  it('begins a new wait when it is reopened with the last word open', () => {
    const events = [
      ['customer_message', '04:00'],
      ['stop', '04:10'],
      ['customer_message', '04:20'],
      ['reopen', '04:30'],
      ['agent_reply', '04:40'],
      ['stop', '04:50'],
      ['reopen', '05:00'],
    ].map(([kind, time]) => ({ kind: kind as MatterEvent['kind'], at: at(`2026-02-03T${time}:00Z`) }));
    expect(waitsOf(events, at('2026-02-03T06:00:00Z')).map(({ ticks, ended }) => [told(ticks[0]!.at), ended?.how])).toEqual([
      ['2026-02-03T04:00:00Z', 'resolved'],
      ['2026-02-03T04:30:00Z', 'answered'],
    ]);
  });
});
