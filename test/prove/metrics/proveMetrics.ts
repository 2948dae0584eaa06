import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { CallDashboardOverviewDto } from '../../../src/kaleyraVoice/dto/callDashboard.dto.js';
import { Random } from '../../../src/providers/sandbox/random.js';
import { callList, type Filters, type Leg, readLegs } from '../../support/callFigures.js';
import { openPool } from '../../support/pool.js';
import { type Product, startProduct } from '../../support/product.js';
import { AGENTS, CallStory } from './callStory.js';
import { differences, figuresByHand, figuresOf } from './figures.js';
import { type AgentProofReport, proveAgents } from './proveAgents.js';
import { type ChatProofReport, proveChats } from './proveChats.js';
import { type EmailProofReport, proveEmails } from './proveEmails.js';
import { proveTickets, type TicketProofReport } from './proveTickets.js';
import { type IvrProofReport, proveIvr } from './proveIvr.js';
import { randomRange } from './randomRange.js';

/** Zones with what makes zones hard, and a stretch in which it happens. */
const PLACES = [
  { zone: 'Asia/Kolkata', from: '2026-01-20', to: '2026-03-05' },
  { zone: 'America/Havana', from: '2024-10-20', to: '2024-11-12' },
  { zone: 'Australia/Lord_Howe', from: '2025-03-25', to: '2025-04-12' },
  { zone: 'America/Sao_Paulo', from: '2018-02-10', to: '2018-02-25' },
  { zone: 'America/Sao_Paulo', from: '2018-10-28', to: '2018-11-10' },
  { zone: 'Asia/Kathmandu', from: '2025-06-20', to: '2025-07-10' },
  { zone: 'Europe/Berlin', from: '2025-10-20', to: '2025-11-02' },
  { zone: 'Africa/Cairo', from: '2024-04-20', to: '2024-05-03' },
  { zone: 'Pacific/Apia', from: '2011-12-25', to: '2012-01-05' },
] as const;

export interface ProofOptions {
  seed: string;
  /** How many of the places. */
  places: number;
  /** Per place: steps of the story, then questions about what it left. */
  steps: number;
  questions: number;
  /** Breaks the product on purpose: the proof has to notice. */
  sabotage?: 'trigger' | 'email_trigger' | 'chat_trigger' | 'ticket_trigger' | 'reopened' | 'ivr_trigger';
  say?: (line: string) => void;
}

export interface ProofReport extends EmailProofReport, ChatProofReport, AgentProofReport, TicketProofReport, IvrProofReport {
  steps: number;
  rollup_checks: number;
  questions: number;
  figures: number;
  listed: number;
  csv_lines: number;
  differences: string[];
}

/**
 * For random histories, ranges, filters and zones: dashboard = sum of its groups = list total = CSV lines = brute force on
 * the raw rows, and the rollups equal a rebuild; for calls, e-mails, chats, tickets, IVR calls, then the weeks of agents. Repeats
 * exactly for a seed.
 */
export async function proveMetrics(options: ProofOptions): Promise<ProofReport> {
  const report: ProofReport = {
    steps: 0,
    rollup_checks: 0,
    questions: 0,
    figures: 0,
    listed: 0,
    csv_lines: 0,
    email_steps: 0,
    email_checks: 0,
    email_questions: 0,
    email_figures: 0,
    chat_steps: 0,
    chat_checks: 0,
    chat_questions: 0,
    chat_figures: 0,
    agent_weeks: 0,
    agent_seconds: 0,
    ticket_steps: 0,
    ticket_checks: 0,
    ticket_questions: 0,
    ticket_figures: 0,
    ivr_steps: 0,
    ivr_questions: 0,
    ivr_figures: 0,
    differences: [],
  };
  const random = new Random(options.seed);
  const places = random.shuffle([...PLACES]).slice(0, options.places);
  const data_dir = mkdtempSync(path.join(tmpdir(), 'prove-metrics-'));
  let product: Product | undefined;
  try {
    for (const place of places) {
      // A new start with another zone on the same data: the rollups must follow the configuration.
      await product?.stop();
      product = await startProduct({ data_dir, environment: { BUSINESS_TIMEZONE: place.zone, SANDBOX_PROFILE: 'none' } });
      options.say?.(`${place.zone}, ${place.from} to ${place.to}`);
      await provePlace(product, place, random, options, report);
    }
  } finally {
    await product?.stop();
    rmSync(data_dir, { recursive: true, force: true });
  }
  return report;
}

async function provePlace(
  product: Product,
  place: (typeof PLACES)[number],
  random: Random,
  options: ProofOptions,
  report: ProofReport,
): Promise<void> {
  const { runtime } = JSON.parse(readFileSync(path.join(product.data_dir, 'runtime.json'), 'utf8')) as {
    runtime: { database: { db_url: string } };
  };
  const pool = openPool(runtime.database.db_url, 2);
  const note = (about: string, found: string[]) =>
    report.differences.push(...found.map((difference) => `${place.zone} ${about}: ${difference}`));
  try {
    await pool.query('truncate kaleyra_call_logs cascade');
    await pool.query('delete from agents');
    if (options.sabotage === 'trigger') await pool.query('alter table kaleyra_call_logs disable trigger user');
    const stretch = { from: Date.parse(place.from), to: Date.parse(place.to) };
    const story = new CallStory(pool, random, stretch);
    for (let step = 0; step < options.steps; step++) {
      const kind = await story.step();
      report.steps++;
      const { rows } = await pool.query('select * from verify_kaleyra_rollups()');
      report.rollup_checks++;
      note(
        `rollups after step ${step} (${kind})`,
        rows.map((row) => JSON.stringify(row)),
      );
    }
    const legs = await readLegs(pool, place.zone);
    for (let question = 0; question < options.questions; question++) {
      const range = randomRange(random, stretch);
      await ask(product, legs, range, randomFilter(random), place.zone, report, note);
    }
    const { steps, questions, seed } = options;
    const given = { product, pool, zone: place.zone, stretch, steps, questions, report, note };
    // Each with a chance of its own: what is proved of calls stays the same.
    await proveEmails({
      ...given,
      random: new Random(`${seed}, e-mails, ${place.zone} ${place.from}`),
      sabotage: options.sabotage === 'email_trigger',
    });
    await proveChats({
      ...given,
      random: new Random(`${seed}, chats, ${place.zone} ${place.from}`),
      sabotage: options.sabotage === 'chat_trigger',
    });
    await proveAgents({
      ...given,
      random: new Random(`${seed}, agents, ${place.zone} ${place.from}`),
      sabotage: options.sabotage === 'reopened',
    });
    await proveTickets({
      ...given,
      random: new Random(`${seed}, tickets, ${place.zone} ${place.from}`),
      sabotage: options.sabotage === 'ticket_trigger',
    });
    await proveIvr({
      ...given,
      random: new Random(`${seed}, IVR calls, ${place.zone} ${place.from}`),
      sabotage: options.sabotage === 'ivr_trigger',
    });
  } finally {
    if (options.sabotage === 'trigger') await pool.query('alter table kaleyra_call_logs enable trigger user');
    await pool.end();
  }
}

async function ask(
  product: Product,
  legs: Leg[],
  range: { start: number; end: number },
  filter: Filters,
  zone: string,
  report: ProofReport,
  note: (about: string, found: string[]) => void,
): Promise<void> {
  report.questions++;
  const dates = { range: 'custom', start_date: new Date(range.start).toISOString(), end_date: new Date(range.end).toISOString() };
  const get = async (place: string, query: Record<string, string>, accept = 'application/json') => {
    const response = await fetch(`${product.api}/calls/dashboard/${place}?${new URLSearchParams(query)}`, {
      headers: { authorization: `Bearer ${product.token}`, accept },
    });
    if (response.status !== 200) throw new Error(`${place} answered ${response.status}: ${await response.text()}`);
    return response.text();
  };
  const about = `${dates.start_date} to ${dates.end_date} ${JSON.stringify(filter)}`;

  const overview = JSON.parse(await get('overview', dates)) as CallDashboardOverviewDto;
  const figures = figuresOf(overview);
  const [start, end] = [new Date(range.start), new Date(range.end)];
  const expected = figuresByHand(legs, start, end, zone);
  report.figures += JSON.stringify(expected).match(/:\d+/g)?.length ?? 0;
  note(`${about} overview`, differences(figures, expected));
  const { call_volume } = figures;
  note(
    `${about} sums`,
    differences(
      {
        days: sum(figures.daily_volume.map((day) => day.total)),
        statuses: sum(figures.status_breakdown.map((entry) => entry.count)),
        services: call_volume.incoming + call_volume.forwarded + call_volume.click2call + call_volume.other,
        agents: sum(figures.agent_stats.map((agent) => agent.total_calls)),
        calls: call_volume.customer_calls_answered + call_volume.customer_calls_missed + call_volume.customer_calls_not_forwarded,
      },
      {
        days: call_volume.total,
        statuses: call_volume.total,
        services: call_volume.total,
        agents: call_volume.forwarded,
        calls: call_volume.customer_calls,
      },
    ),
  );

  const rows = callList(legs, start, end, filter, 'desc');
  const listed: string[] = [];
  let cursor: string | null = null;
  do {
    const page = JSON.parse(await get('call-list', { ...dates, ...filter, limit: '37', ...(cursor ? { cursor } : {}) })) as {
      data: { id: string }[];
      total: number;
      next_cursor: string | null;
    };
    listed.push(...page.data.map((row) => row.id));
    note(`${about} list total`, differences(page.total, rows.length));
    cursor = page.next_cursor;
  } while (cursor);
  note(`${about} list by cursor`, differences(listed, rows));
  report.listed += listed.length;

  const number = 1 + Math.floor(rows.length / 2 / 10);
  const middle = JSON.parse(await get('call-list', { ...dates, ...filter, limit: '10', page: String(number) })) as {
    data: { id: string }[];
  };
  note(
    `${about} page ${number}`,
    differences(
      middle.data.map((row) => row.id),
      rows.slice((number - 1) * 10, number * 10),
    ),
  );
  const upwards = JSON.parse(await get('call-list', { ...dates, ...filter, limit: '20', order: 'asc' })) as { data: { id: string }[] };
  note(
    `${about} ascending`,
    differences(
      upwards.data.map((row) => row.id),
      [...rows].reverse().slice(0, 20),
    ),
  );

  const lines = (await get('call-list', { ...dates, ...filter }, 'text/csv')).trimEnd().split('\n').slice(1);
  note(
    `${about} CSV`,
    differences(
      lines.map((line) => line.split(',')[0]),
      rows,
    ),
  );
  report.csv_lines += lines.length;
}

function randomFilter(random: Random): Filters {
  const filter: Filters = {};
  if (random.chance(0.4)) filter.service = random.pick(['Incoming', 'CallForward', 'Click2Call']);
  if (random.chance(0.3)) filter.agent_number = random.pick(AGENTS);
  if (random.chance(0.4)) filter.status = random.pick(['ANSWER', 'NOANSWER', 'BUSY', 'ANSWERED-B', 'NEVER-SEEN']);
  if (random.chance(0.2)) filter.caller = random.pick(['5551000001', '5551000004', '5559999999']);
  return filter;
}

const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
