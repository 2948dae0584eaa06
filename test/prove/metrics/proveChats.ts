import type pg from 'pg';
import type { ChatDashboardOverviewDto } from '../../../src/chatIngestion/dashboard/dto/chatDashboard.dto.js';
import type { Random } from '../../../src/providers/sandbox/random.js';
import { chatFigures, chatFiguresOf, type RawChats, readChats } from '../../support/chatFigures.js';
import type { Product } from '../../support/product.js';
import { ChatStory } from './chatStory.js';
import { differences } from './figures.js';
import { randomRange } from './randomRange.js';

export interface ChatProofReport {
  chat_steps: number;
  chat_checks: number;
  chat_questions: number;
  chat_figures: number;
}

interface Given {
  product: Product;
  pool: pg.Pool;
  zone: string;
  stretch: { from: number; to: number };
  random: Random;
  steps: number;
  questions: number;
  /** Keeps the sums from being kept. */
  sabotage: boolean;
  report: ChatProofReport;
  note(about: string, found: string[]): void;
}

/** As for e-mails: dashboard = sum of its groups = its CSV = brute force on the raw rows, and the rollups equal a rebuild. */
export async function proveChats(given: Given): Promise<void> {
  const { pool, zone, random, report, note } = given;
  await pool.query('truncate chat_providers, chat_contacts cascade');
  if (given.sabotage) await pool.query('alter table chat_rollup_changes disable trigger user');
  try {
    const story = await ChatStory.begin(pool, random, given.stretch);
    for (let step = 0; step < given.steps; step++) {
      const kind = await story.step();
      report.chat_steps++;
      const { rows } = await pool.query('select * from verify_chat_rollups()');
      report.chat_checks++;
      note(
        `chat rollups after step ${step} (${kind})`,
        rows.map((row) => JSON.stringify(row)),
      );
    }
    const chats = await readChats(pool, zone);
    for (let question = 0; question < given.questions; question++) {
      await ask(given, chats, {
        ...(random.chance(0.3) ? { provider_id: random.pick(story.providers) } : {}),
        ...(random.chance(0.3) ? { team: random.pick(story.teams) } : {}),
      });
    }
  } finally {
    if (given.sabotage) await pool.query('alter table chat_rollup_changes enable trigger user');
  }
}

async function ask(
  { product, zone, stretch, random, report, note }: Given,
  chats: RawChats,
  filter: { provider_id?: string; team?: string },
): Promise<void> {
  report.chat_questions++;
  const range = randomRange(random, stretch);
  const [start, end] = [new Date(range.start), new Date(range.end)];
  const query = { range: 'custom', start_date: start.toISOString(), end_date: end.toISOString(), ...filter };
  const get = async (path: string, accept = 'application/json') => {
    const response = await fetch(`${product.api}/chats/dashboard/${path}?${new URLSearchParams(query)}`, {
      headers: { authorization: `Bearer ${product.token}`, accept },
    });
    if (response.status !== 200) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
    return response.text();
  };
  const about = `chats ${JSON.stringify(query)}`;

  const figures = chatFiguresOf(JSON.parse(await get('overview')) as ChatDashboardOverviewDto);
  const expected = chatFigures(chats, { start, end, zone, ...filter });
  report.chat_figures += JSON.stringify(expected).match(/:\d+/g)?.length ?? 0;
  note(`${about} overview`, differences(figures, expected));

  const { volume, response, delivery } = figures;
  note(
    `${about} sums`,
    differences(
      {
        sides: volume.inbound + volume.outbound,
        days: sum(figures.daily_volume.map((day) => day.messages)),
        teams: sum(figures.teams.map((team) => team.messages)),
        providers: sum(figures.providers.map((provider) => provider.messages)),
        agents: sum(figures.agents.map((agent) => agent.outbound)),
        ways: delivery.pending + delivery.sent + delivery.delivered + delivery.read + delivery.failed + delivery.cancelled,
        failures: sum(figures.failures.map(({ count }) => count)),
        conversations: response.started + response.unanswered + response.answered,
        answered:
          response.answered_5m +
          response.answered_15m +
          response.answered_1h +
          response.answered_4h +
          response.answered_24h +
          response.answered_later,
        resolved: sum(figures.agents.map((agent) => agent.resolved)),
        opened: sum(figures.teams.map((team) => team.conversations)),
      },
      {
        sides: volume.messages,
        days: volume.messages,
        teams: volume.messages,
        providers: volume.messages,
        agents: volume.outbound,
        ways: volume.outbound,
        failures: delivery.failed,
        conversations: volume.conversations,
        answered: response.answered,
        resolved: response.resolved,
        opened: volume.conversations,
      },
    ),
  );

  const part = random.pick(['volume', 'response', 'delivery', 'teams', 'providers', 'agents', 'failures']);
  const rows = JSON.parse(await get(part)) as Record<string, unknown>[];
  const lines = (await get(part, 'text/csv')).trimEnd().split('\r\n');
  const cells = rows.map((row) => Object.values(row).map((value) => (value === null ? '' : String(value))));
  note(
    `${about} CSV of ${part}`,
    differences(
      lines.slice(1).map((line) => line.split(',').map((cell) => cell.replace(/^'(?=\+)/, ''))),
      cells,
    ),
  );
}

const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
