// npm run simulate:routing: what each strategy of the router makes of a day, on a clock of its own.
import { Console } from 'node:console';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Random } from '../../providers/sandbox/random.js';
import { STRATEGIES, type Strategy } from '../choose.js';
import { erlangC } from '../erlang.js';
import { poissonArrivals } from './poisson.js';
import { type Arrival, simulate } from './simulation.js';

const USAGE = `npm run simulate:routing -- [options]
  --agents 12          agents, equal to each other
  --per-hour 200       items an hour, at random
  --handling 180       mean handling time, seconds
  --patience 0         mean seconds until a customer leaves, 0: nobody does
  --hours 24           length of the day
  --target 20          a wait up to this is in time, seconds
  --strategy all       ${STRATEGIES.join(', ')}, or all
  --seed 7             the same seed, the same day
  --file day.json      a recorded day instead: [{ "at", "handling", "patience" }], in seconds; patience may be null`;

const terminal = new Console(process.stdout);

const { values } = parseArgs({
  options: {
    agents: { type: 'string', default: '12' },
    'per-hour': { type: 'string', default: '200' },
    handling: { type: 'string', default: '180' },
    patience: { type: 'string', default: '0' },
    hours: { type: 'string', default: '24' },
    target: { type: 'string', default: '20' },
    strategy: { type: 'string', default: 'all' },
    seed: { type: 'string', default: '7' },
    file: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

function main(): void {
  const [agents, per_hour, handling, patience, hours, target, seed] = (
    ['agents', 'per-hour', 'handling', 'patience', 'hours', 'target', 'seed'] as const
  ).map((name) => Number(values[name])) as [number, number, number, number, number, number, number];
  const strategies = values.strategy === 'all' ? STRATEGIES : STRATEGIES.filter((strategy) => strategy === values.strategy);
  const counts = [agents, per_hour, handling, hours];
  if (
    values.help ||
    strategies.length === 0 ||
    !counts.every((number) => number > 0) ||
    !(patience >= 0) ||
    !(target >= 0) ||
    !Number.isInteger(seed)
  ) {
    terminal.log(USAGE);
    process.exitCode = values.help ? 0 : 1;
    return;
  }
  const seconds = hours * 3_600;
  const arrivals = values.file
    ? recorded(values.file)
    : poissonArrivals(new Random(seed), { per_hour, handling, patience: patience || null, seconds });
  terminal.table(Object.fromEntries(strategies.map((strategy) => [strategy, figures(strategy, arrivals, agents, target)])));
  if (values.file || patience > 0) return;
  const { mean_wait, p_wait, service_level, occupancy } = erlangC({
    calls_per_hour: per_hour,
    handling_seconds: handling,
    agents,
    target_seconds: target,
  });
  terminal.log(
    mean_wait === null
      ? 'Erlang C: there is more to do than the agents can; the queue grows without end.'
      : `Erlang C: ${percent(p_wait)} wait, ${mean_wait.toFixed(1)} s on average, ${percent(service_level)} in time, ` +
          `${percent(occupancy)} occupied.`,
  );
}

function figures(strategy: Strategy, arrivals: readonly Arrival[], agents: number, target: number): Record<string, string | number> {
  const result = simulate({
    arrivals,
    agents: Array.from({ length: agents }, (_, n) => ({ id: `agent ${String(n + 1).padStart(3, '0')}` })),
    policy: { strategy, sticky: false, relax_after_ms: null, fair_limit: null, max_age_ms: null, while_on_call: false },
    target,
  });
  return {
    offered: result.offered,
    answered: percent(result.answered / result.offered),
    left: percent(result.abandoned / result.offered),
    waited: percent(result.p_wait),
    'mean wait, s': result.mean_wait.toFixed(1),
    '90 % within, s': result.p90_wait.toFixed(0),
    'in time': percent(result.service_level),
    occupied: percent(result.occupancy),
    'most of one': result.most,
    fewest: result.fewest,
  };
}

function recorded(file: string): Arrival[] {
  const items = JSON.parse(readFileSync(file, 'utf8')) as Record<'at' | 'handling' | 'patience', unknown>[];
  return items.map(({ at, handling, patience = null }, place) => {
    if (!isSeconds(at) || !isSeconds(handling) || !(patience === null || isSeconds(patience)))
      throw new Error(`${file}, item ${place}: at, handling and patience must be seconds.`);
    return { at, handling, patience };
  });
}

function isSeconds(value: unknown): value is number {
  return typeof value === 'number' && value >= 0;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

main();
