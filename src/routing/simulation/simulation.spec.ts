import { readFileSync } from 'node:fs';
import { Random } from '../../providers/sandbox/random.js';
import type { RoutingPolicy } from '../choose.js';
import { erlangB, erlangC } from '../erlang.js';
import { poissonArrivals } from './poisson.js';
import { simulate, type SimulationResult } from './simulation.js';

interface Queue {
  id: string;
  callsPerHour: number;
  ahtSeconds: number;
  agents: number;
  meanPatienceSeconds?: number;
  targetSeconds: number;
  expected: Record<'pWait' | 'asa' | 'sl' | 'occupancy' | 'pAbandon' | 'meanWaitAll' | 'slOfOffered', number>;
}
const ERLANG = JSON.parse(readFileSync('test/fixtures/erlang.json', 'utf8')) as {
  erlangB: { id: string; agents: number; offeredErlangs: number; expected: { pBlock: number } }[];
  erlangC: Queue[];
  erlangA: Queue[];
};
const POLICY: RoutingPolicy = {
  strategy: 'longest_idle',
  sticky: false,
  relax_after_ms: null,
  fair_limit: null,
  max_age_ms: null,
  while_on_call: false,
};

describe('the formulas', () => {
  it.each(ERLANG.erlangB.map((given) => [given.id, given] as const))('Erlang B: %s', (_id, { agents, offeredErlangs, expected }) => {
    expect(erlangB(agents, offeredErlangs)).toBeCloseTo(expected.pBlock, 6);
  });

  it.each(ERLANG.erlangC.map((given) => [given.id, given] as const))('Erlang C: %s', (_id, given) => {
    const { callsPerHour: calls_per_hour, ahtSeconds: handling_seconds, agents, targetSeconds: target_seconds, expected } = given;
    const figures = erlangC({ calls_per_hour, handling_seconds, agents, target_seconds });
    expect(figures.p_wait).toBeCloseTo(expected.pWait, 4);
    expect(figures.mean_wait).toBeCloseTo(expected.asa, 2);
    expect(figures.service_level).toBeCloseTo(expected.sl, 4);
    expect(figures.occupancy).toBeCloseTo(expected.occupancy, 4);
  });
});

/** So many arrivals that the means settle. */
function run(
  { callsPerHour, ahtSeconds, agents, meanPatienceSeconds, targetSeconds }: Queue,
  policy = POLICY,
  arrivals = 40_000,
): SimulationResult {
  const seconds = (arrivals / callsPerHour) * 3_600;
  return simulate({
    arrivals: poissonArrivals(new Random(7), {
      per_hour: callsPerHour,
      handling: ahtSeconds,
      patience: meanPatienceSeconds ?? null,
      seconds,
    }),
    agents: Array.from({ length: agents }, (_, n) => ({ id: `agent ${String(n).padStart(2, '0')}` })),
    policy,
    target: targetSeconds,
    warm_up: seconds / 20,
  });
}

describe('the router on single queues comes to what the formulas say', () => {
  it.each(ERLANG.erlangC.filter(({ id }) => ['C4', 'C8', 'C14'].includes(id)).map((given) => [given.id, given] as const))(
    'waiting: %s',
    (_id, given) => {
      const { expected } = given;
      const result = run(given);
      expect(Math.abs(result.p_wait - expected.pWait)).toBeLessThan(0.03);
      expect(Math.abs(result.service_level - expected.sl)).toBeLessThan(0.03);
      expect(Math.abs(result.occupancy - expected.occupancy)).toBeLessThan(0.02);
      expect(Math.abs(result.mean_wait / expected.asa - 1)).toBeLessThan(0.15);
      expect(result.answered).toBe(result.offered);
    },
  );

  it.each(ERLANG.erlangA.filter(({ id }) => ['A2', 'A6', 'A12'].includes(id)).map((given) => [given.id, given] as const))(
    'leaving: %s',
    (_id, given) => {
      const { expected } = given;
      const result = run(given);
      expect(Math.abs(result.abandoned / result.offered - expected.pAbandon)).toBeLessThan(0.015);
      expect(Math.abs(result.mean_wait / expected.meanWaitAll - 1)).toBeLessThan(0.08);
      expect(Math.abs(result.service_level - expected.slOfOffered)).toBeLessThan(0.02);
      expect(Math.abs(result.occupancy - expected.occupancy)).toBeLessThan(0.02);
    },
  );
});

it('shares out evenly by turns, and repeats itself', () => {
  const given = ERLANG.erlangC.find(({ id }) => id === 'C4')!;
  const results = [1, 2].map(() => run(given, { ...POLICY, strategy: 'round_robin' }, 4_000));
  expect(results[0]).toEqual(results[1]);
  expect(results[0]!.most / results[0]!.fewest).toBeLessThan(1.2);
});
