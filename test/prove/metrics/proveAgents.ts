import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { Random } from '../../../src/providers/sandbox/random.js';
import { differences } from './figures.js';

export interface AgentProofReport {
  agent_weeks: number;
  agent_seconds: number;
}

interface Given {
  pool: pg.Pool;
  zone: string;
  stretch: { from: number; to: number };
  random: Random;
  questions: number;
  /** Forgets when things came back. */
  sabotage: boolean;
  report: AgentProofReport;
  note(about: string, found: string[]): void;
}

/** From second to second, not included; null: not over. */
type Span = [from: number, to: number | null];
const PARTS = ['available', 'busy', 'wrap_up', 'away', 'offline'] as const;
type Day = { worked: number; finished: number; reopened: number } & Record<(typeof PARTS)[number], number>;
const NOTHING: Day = { worked: 0, available: 0, busy: 0, wrap_up: 0, away: 0, offline: 0, finished: 0, reopened: 0 };

const DAY = 86_400;
const DAYS = 7;

/**
 * The week of an agent = its pieces = a count, second by second, of the intervals that it was made from: nights, breaks that go past the
 * end of work, days on which the clock changes, work that is not over.
 */
export async function proveAgents({ pool, zone, stretch, random, questions, sabotage, report, note }: Given): Promise<void> {
  for (let question = 0; question < questions; question++) {
    const [begin, end] = [stretch.from, stretch.to].map((ms) => Math.floor(ms / 1_000)) as [number, number];
    const first = begin + random.int(0, Math.max(0, end - begin - DAYS * DAY));
    const now = first + DAYS * DAY;
    const { rows: made } = await pool.query<{ id: string }>(`insert into agents (name) values ('Counted') returning id`);
    const agent_id = made[0]!.id;
    const work = spans(random, first, now, 12 * 3_600, 6 * 3_600);
    const turns = spans(random, first, now, 3 * 3_600, 3_600).map((span) => [random.pick(PARTS), span] as const);
    // The one that every agent begins with.
    await pool.query('delete from agent_availability where agent_id = $1', [agent_id]);
    for (const [from, to] of work)
      await pool.query(
        `insert into work_intervals (agent_id, started_at, ended_at, ended_by) values ($1, to_timestamp($2), to_timestamp($3), $4)`,
        [agent_id, from, to, to === null ? null : 'person'],
      );
    for (const [part, [from, to]] of turns)
      await pool.query(
        `insert into agent_availability (agent_id, status, availability, source, started_at, ended_at)
         values ($1, $2, $2, 'choice', to_timestamp($3), to_timestamp($4))`,
        [agent_id, part, from, to],
      );
    const finished = Array.from({ length: random.int(0, 30) }, () => {
      const at = random.int(first - DAY, now - 1);
      return { at, again: random.chance(0.3) ? random.int(at, now) : null };
    });
    for (const { at, again } of finished)
      await pool.query(
        `insert into query_assignments
           (entity_type, entity_id, channel, agent_id, status, source, waiting_since, assigned_at, ended_at, reopened_at)
         values ('conversation', $1, 'chat', $2, 'done', 'person', to_timestamp($3), to_timestamp($3), to_timestamp($3), to_timestamp($4))`,
        [randomUUID(), agent_id, at, sabotage ? null : again],
      );

    const expected = new Map<string, Day>();
    const of = (second: number) => {
      const date = dateOf(second, zone);
      if (!expected.has(date)) expected.set(date, { ...NOTHING });
      return expected.get(date)!;
    };
    const is = ([from, to]: Span, second: number) => second >= from && second < (to ?? now);
    // Second by second: slow, and without a thought of how the product does it.
    for (let second = first - DAY; second < now; second++) {
      if (!work.some((span) => is(span, second))) continue;
      const day = of(second);
      day.worked++;
      day[turns.find(([, span]) => is(span, second))?.[0] ?? 'offline']++;
      report.agent_seconds++;
    }
    for (const { at, again } of finished) {
      of(at).finished++;
      if (again !== null) of(again).reopened++;
    }
    const dates = [...expected.keys()].sort();
    const { rows: found } = await pool.query<{ date: string } & Record<string, string>>(
      `select date::text, worked_seconds as worked, available_seconds as available, busy_seconds as busy, wrap_up_seconds as wrap_up,
         away_seconds as away, offline_seconds as offline, finished, reopened
       from get_agent_stats($1, $2, $3, to_timestamp($4))`,
      [agent_id, dates[0], dates.at(-1), now],
    );
    report.agent_weeks++;
    const about = `agent ${question}`;
    for (const { date, ...figures } of found) {
      const day = expected.get(date) ?? NOTHING;
      note(`${about} ${date}`, differences(Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, Number(value)])), day));
    }
    const { rows: pieces } = await pool.query<{ date: string; seconds: string }>(
      `select p.day::text as date, sum(p.seconds) as seconds
       from get_agent_time($1, to_timestamp($2), to_timestamp($3), to_timestamp($3)) p group by 1`,
      [agent_id, first - DAY, now],
    );
    for (const { date, seconds } of pieces) note(`${about} ${date} pieces`, differences(Number(seconds), expected.get(date)?.worked ?? 0));
    await pool.query('delete from query_assignments where agent_id = $1', [agent_id]);
  }
}

/** Spans that do not meet, the last of them perhaps not over. */
function spans(random: Random, first: number, end: number, longest: number, rest: number): Span[] {
  const found: Span[] = [];
  for (let at = first - random.int(0, 3_600); at < end;) {
    const to = at + random.int(1, longest);
    if (to >= end) {
      found.push([at, random.chance(0.5) ? null : end - 1]);
      break;
    }
    found.push([at, to]);
    at = to + (random.chance(0.5) ? 0 : random.int(1, rest));
  }
  return found.filter(([from, to]) => to === null || to > from);
}

const formats = new Map<string, Intl.DateTimeFormat>();
const dates = new Map<string, string>();
/** No offset changes within a quarter of an hour. */
function dateOf(second: number, zone: string): string {
  const quarter = Math.floor(second / 900);
  const key = `${zone} ${quarter}`;
  let date = dates.get(key);
  if (date === undefined) {
    let format = formats.get(zone);
    if (!format) formats.set(zone, (format = new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' })));
    dates.set(key, (date = format.format(quarter * 900_000)));
  }
  return date;
}
