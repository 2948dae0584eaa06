import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { MATTER_PRIORITIES } from '../../../src/common/matter/matter.js';
import type { Random } from '../../../src/providers/sandbox/random.js';
import type { TicketStatsDto } from '../../../src/tickets/dto/ticket.dto.js';
import type { TicketViewCountsDto, TicketViewDto } from '../../../src/tickets/dto/ticketPreset.dto.js';
import { TICKET, TICKET_CHANNELS } from '../../../src/tickets/tickets.states.js';
import type { Product } from '../../support/product.js';
import { differences } from './figures.js';
import { together } from './together.js';

export interface TicketProofReport {
  ticket_steps: number;
  ticket_checks: number;
  ticket_questions: number;
  ticket_figures: number;
}

interface Given {
  product: Product;
  pool: pg.Pool;
  random: Random;
  steps: number;
  questions: number;
  /** Stops the triggers that keep the counts. */
  sabotage: boolean;
  report: TicketProofReport;
  note: (about: string, found: string[]) => void;
}

/** A ticket as it is stored. */
interface RawTicket {
  status: string;
  priority: string;
  channel: string;
  category: string | null;
  team: string | null;
  hidden: boolean;
}

const GROUPS = ['status', 'priority', 'channel', 'category', 'team'] as const;
const TEAMS = ['billing', 'orders', null] as const;
const CATEGORIES = ['fault', 'delivery', null] as const;

/**
 * For random histories of tickets and random filters: statistics = sums of their groups = list total = CSV lines = the count of a view that
 * asks the same = brute force on the raw rows, and the kept counts equal a count.
 */
export async function proveTickets(given: Given): Promise<void> {
  const { pool, random, steps, questions, report, note } = given;
  await pool.query('delete from tickets');
  if (given.sabotage) await pool.query('alter table tickets disable trigger keep_counts_update');
  try {
    for (let step = 0; step < steps; step++) {
      const kind = await together(pool, random, [1, 6], (client) => act(client, random));
      report.ticket_steps++;
      const { rows } = await pool.query(`select * from verify_kept_counts('public.tickets')`);
      report.ticket_checks++;
      note(
        `tickets: kept counts after step ${step} (${kind})`,
        rows.map((row) => JSON.stringify(row)),
      );
    }
    const { rows } = await pool.query<RawTicket>(
      'select status, priority, channel, category, team, deleted_at is not null or merged_into is not null as hidden from tickets',
    );
    for (let question = 0; question < questions; question++)
      await ask(
        given,
        rows.filter(({ hidden }) => !hidden),
      );
  } finally {
    if (given.sabotage) await pool.query('alter table tickets enable trigger keep_counts_update');
  }
}

/** Something that happens to tickets. */
async function act(client: pg.PoolClient, random: Random): Promise<string> {
  const some = `select id from tickets where merged_into is null and deleted_at is null
    order by md5(id::text || '${random.int(1, 1e6)}') limit `;
  const kind = random.weighted([
    ['make', 6],
    ['step', 5],
    ['change', 4],
    ['merge', 2],
    ['unmerge', 1],
    ['delete', 1],
  ] as const);
  switch (kind) {
    case 'make':
      for (let left = random.int(1, 20); left > 0; left--)
        await client.query(`select from create_ticket($1, $2, null)`, [
          randomUUID(),
          JSON.stringify({
            subject: 'A matter',
            priority: random.pick([...MATTER_PRIORITIES]),
            channel: random.pick([...TICKET_CHANNELS]),
            category: random.pick([...CATEGORIES]),
            team: random.pick([...TEAMS]),
          }),
        ]);
      break;
    case 'step':
      await client.query(`update tickets set status = $1 where id in (${some} ${random.int(1, 12)})`, [random.pick(TICKET.states)]);
      break;
    case 'change':
      await client.query(`update tickets set priority = $1, team = $2 where id in (${some} ${random.int(1, 12)})`, [
        random.pick([...MATTER_PRIORITIES]),
        random.pick([...TEAMS]),
      ]);
      break;
    case 'merge': {
      const { rows } = await client.query<{ id: string }>(`${some} 2`);
      if (rows.length === 2) await client.query(`select merge_tickets($1, $2, true, '')`, [rows[0]!.id, rows[1]!.id]);
      break;
    }
    case 'unmerge':
      await client.query(
        `select unmerge_ticket(id, '') from (select id from tickets where merged_into is not null and deleted_at is null limit 1) t`,
      );
      break;
    case 'delete':
      await client.query(`update tickets set deleted_at = now() where id in (${some} 2)`);
      break;
  }
  return kind;
}

async function ask({ product, random, report, note }: Given, tickets: RawTicket[]): Promise<void> {
  report.ticket_questions++;
  const filter: Record<string, string> = {};
  if (random.chance(0.5)) filter.status = random.pick([...TICKET.states, 'open,pending', 'resolved,closed']);
  if (random.chance(0.4)) filter.priority = random.pick([...MATTER_PRIORITIES]);
  if (random.chance(0.3)) filter.team = random.pick(['billing', 'orders']);
  if (random.chance(0.2)) filter.category = random.pick(['fault', 'delivery']);
  const send = async (method: string, path: string, body?: object) => {
    const response = await fetch(`${product.api}${path}`, {
      method,
      headers: { authorization: `Bearer ${product.token}`, ...(body && { 'content-type': 'application/json' }) },
      body: body && JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`);
    return response.text();
  };
  const wanted = Object.entries(filter).map(([field, value]) => [field as (typeof GROUPS)[number], value.split(',')] as const);
  const left = tickets.filter((ticket) => wanted.every(([field, values]) => values.includes(String(ticket[field]))));
  const count = (field: (typeof GROUPS)[number]) => {
    const counts = new Map<string | null, number>();
    for (const ticket of left) counts.set(ticket[field], (counts.get(ticket[field]) ?? 0) + 1);
    return Object.fromEntries([...counts].map(([value, n]) => [String(value), n]));
  };
  const expected = Object.fromEntries(GROUPS.map((field) => [field, count(field)]));

  const query = String(new URLSearchParams(filter));
  const stats = JSON.parse(await send('GET', `/tickets/stats?${query}`)) as TicketStatsDto;
  const found = Object.fromEntries(
    GROUPS.map((field) => [
      field,
      Object.fromEntries(stats[`by_${field}`].filter(({ count: n }) => n > 0).map(({ value, count: n }) => [String(value), n])),
    ]),
  );
  const conditions = wanted.map(([field, value]) => ({ field, operator: 'in', value }));
  const view = JSON.parse(
    await send('POST', '/tickets/views', {
      name: 'Asked',
      conditions: { all: [{ field: 'status', operator: 'is_present' }, ...conditions] },
    }),
  ) as TicketViewDto;
  const counts = JSON.parse(await send('GET', '/tickets/views/counts')) as TicketViewCountsDto;
  const { total } = JSON.parse(await send('GET', `/tickets?limit=1&${query}`)) as { total: number };
  const shown = JSON.parse(await send('GET', `/tickets?limit=1&view_id=${view.id}`)) as { total: number };
  const csv = (await send('GET', `/tickets?format=csv&${query}`)).trimEnd().split('\r\n').length - 1;
  await send('DELETE', `/tickets/views/${view.id}`);
  report.ticket_figures += JSON.stringify(expected).match(/:\d+/g)?.length ?? 0;
  note(`tickets ${query} groups`, differences(found, expected));
  const kept = counts.data.find(({ id }) => id === view.id)!.count;
  note(
    `tickets ${query} totals`,
    differences(
      { stats: stats.total, list: total, csv, view: shown.total, kept },
      { stats: left.length, list: left.length, csv: left.length, view: left.length, kept: left.length },
    ),
  );
}
