import { Random } from '../../../src/providers/sandbox/random.js';
import type { ReturnCauseDto } from '../../../src/returnRca/dto/returnCause.dto.js';
import type { ReturnParetoDto } from '../../../src/returnRca/dto/returnPareto.dto.js';
import type { ReturnRcaDto, ReturnRcaPageDto, ReturnRcaStatsDto } from '../../../src/returnRca/dto/returnRca.dto.js';
import { RETURN_RCA } from '../../../src/returnRca/returnRca.states.js';
import { startTestApp, type TestApp } from '../../support/app.js';
import type { ModuleProofOptions, ModuleProofReport } from './moduleProofs.js';

interface Return {
  id: string;
  status: string;
  day: number;
  currency: string;
  cost_minor: number;
  deleted: boolean;
  causes: { cause_id: string; percent: number }[];
}

const DAYS = 20;
const dayOf = (day: number) => `2026-02-${String(day).padStart(2, '0')}`;

/** Returns are recorded, changed, stepped and deleted at random, and kept here as well; now and then every figure is compared. */
export async function proveReturns({ seed, steps, sabotage = false }: ModuleProofOptions): Promise<ModuleProofReport> {
  const product = await startTestApp();
  const report: ModuleProofReport = { questions: 0, differences: [] };
  try {
    if (sabotage) await product.database.pool.query('alter table return_rcas disable trigger keep_counts_insert');
    const random = new Random(`returns/${seed}`);
    const roots: Record<string, string> = {};
    const cause = async (body: object) => (await product.call<ReturnCauseDto>('POST', '/return-rca/causes', { body })).body.id;
    for (const root of ['First', 'Second']) {
      const id = await cause({ name: root });
      for (const name of ['', 'a', 'b']) roots[name ? await cause({ name, parent_id: id }) : id] = id;
    }
    const mine: Return[] = [];
    for (let step = 1; step <= steps; step++) {
      await takeStep(product, random, Object.keys(roots), mine);
      if (step % 10 === 0 || step === steps) await compare(product, random, roots, mine, report);
    }
  } finally {
    await product.close();
  }
  return report;
}

function someCauses(random: Random, causes: string[]): Return['causes'] {
  const [one, other] = random.shuffle([...causes]);
  const percent = random.int(51, 99);
  return random.chance(0.2)
    ? []
    : random.chance(0.5)
      ? [{ cause_id: one!, percent: 100 }]
      : [
          { cause_id: one!, percent },
          { cause_id: other!, percent: 100 - percent },
        ];
}

async function takeStep(product: TestApp, random: Random, causes: string[], mine: Return[]): Promise<void> {
  const kind = random.weighted([
    ['create', 5],
    ['change', 2],
    ['act', 4],
    ['remove', 1],
  ] as const);
  const row = mine[random.int(0, Math.max(0, mine.length - 1))];
  if (kind === 'create' || !row) {
    const given = {
      currency: random.chance(0.8) ? 'INR' : 'USD',
      cost_minor: random.int(0, 100_000),
      causes: someCauses(random, causes),
    };
    const day = random.int(1, DAYS);
    const body = { product_name: 'Product', ...given, returned_on: dayOf(day) };
    const { id } = (await product.call<ReturnRcaDto>('POST', '/return-rca', { body })).body;
    mine.push({ id, status: 'open', day, deleted: false, ...given });
  } else if (kind === 'change') {
    const change = random.chance(0.5) ? { cost_minor: random.int(0, 100_000) } : { causes: someCauses(random, causes) };
    const { status } = await product.call('PATCH', `/return-rca/${row.id}`, { body: change });
    if (status === 200) Object.assign(row, change);
  } else if (kind === 'act') {
    const action = random.weighted(RETURN_RCA.actions.map((name) => [name, 1] as const));
    const answer = await product.call<{ status: string }>('POST', `/return-rca/${row.id}/actions`, { body: { action } });
    if (answer.status === 200) row.status = answer.body.status;
  } else {
    await product.call('DELETE', `/return-rca/${row.id}`);
    row.deleted = true;
  }
}

async function compare(
  product: TestApp,
  random: Random,
  roots: Record<string, string>,
  mine: Return[],
  report: ModuleProofReport,
): Promise<void> {
  const same = (about: string, told: unknown, counted: unknown) => {
    report.questions++;
    if (JSON.stringify(told) !== JSON.stringify(counted))
      report.differences.push(`returns, ${about}: ${JSON.stringify(told)} is told, ${JSON.stringify(counted)} is so`);
  };
  const get = async <T>(path: string) => (await product.call<T>('GET', path)).body;
  const live = mine.filter(({ deleted }) => !deleted);
  const stats = await get<ReturnRcaStatsDto>('/return-rca/stats');
  same('stats total', stats.total, live.length);
  same('list total', (await get<ReturnRcaPageDto>('/return-rca?limit=1')).total, live.length);
  const csv = (await product.call('GET', '/return-rca', { headers: { accept: 'text/csv' } })).text;
  same('CSV lines', csv.trim().split('\r\n').length - 1, live.length);
  for (const { value, count } of stats.by_status) same(`${value}`, count, live.filter(({ status }) => status === value).length);
  for (const { currency, cost_minor } of stats.amounts)
    same(`cost in ${currency}`, cost_minor, sum(live.filter((row) => row.currency === currency)));

  const [first, last] = [random.int(1, DAYS), random.int(1, DAYS)].sort((a, b) => a - b) as [number, number];
  const counted = live.filter(({ status, day }) => status !== 'cancelled' && day >= first && day <= last);
  for (const [by, level] of [
    ['weight', 'cause'],
    ['weight', 'root'],
    ['primary', 'cause'],
    ['primary', 'root'],
  ] as const) {
    const about = `pareto by ${by} and ${level} ${first} to ${last}`;
    const path = `/return-rca/pareto?range=custom&start_date=${dayOf(first)}&end_date=${dayOf(last)}&by=${by}&level=${level}`;
    const pareto = await get<ReturnParetoDto>(path);
    const parts: Record<string, number> = {};
    for (const { causes } of counted) {
      const shares = by === 'weight' ? causes : causes.slice(0, 1).map((cause) => ({ ...cause, percent: 100 }));
      for (const { cause_id, percent } of shares.length > 0 ? shares : [{ cause_id: '', percent: 100 }]) {
        const key = level === 'root' && cause_id ? roots[cause_id]! : cause_id;
        parts[key] = (parts[key] ?? 0) + percent;
      }
    }
    same(
      about,
      sorted(Object.fromEntries(pareto.data.map(({ cause_id, returns }) => [cause_id ?? '', Math.round(returns * 100)]))),
      sorted(parts),
    );
    same(`${about}: sum`, Math.round(pareto.data.reduce((total, { returns }) => total + returns, 0) * 100), pareto.total * 100);
    same(`${about}: total`, pareto.total, counted.length);
    for (const { currency, cost_minor } of pareto.costs) {
      same(`${about}: cost in ${currency}`, cost_minor, sum(counted.filter((row) => row.currency === currency)));
      const rows = pareto.data.flatMap(({ costs }) => costs.filter((cost) => cost.currency === currency));
      same(`${about}: costs of rows in ${currency}`, sum(rows), cost_minor);
    }
    if (pareto.data.length > 0) same(`${about}: ends at 100`, pareto.data.at(-1)!.cumulative_percent, 100);
  }
}

const sum = (rows: { cost_minor: number }[]) => rows.reduce((total, { cost_minor }) => total + cost_minor, 0);
const sorted = (parts: Record<string, number>) => Object.entries(parts).sort(([one], [other]) => (one < other ? -1 : 1));
