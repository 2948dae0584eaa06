import type pg from 'pg';
import { Random } from '../../../src/providers/sandbox/random.js';
import { startFleet } from '../../support/fleet.js';
import { checkRecord } from './checkRecord.js';
import { checkWhy } from './checkWhy.js';
import { RoutingStory } from './routingStory.js';

export const SABOTAGES = ['no_turns', 'forgetful', 'silent', 'other_inputs'] as const;
type Sabotage = (typeof SABOTAGES)[number];

export interface RoutingProofOptions {
  seed: string;
  items: number;
  agents: number;
  /** How often a node is ended by kill -9. */
  kills: number;
  /** Breaks the product on purpose: the proof has to notice. */
  sabotage?: Sabotage;
  say?: (line: string) => void;
}

export interface RoutingProofReport {
  items: number;
  assignments: number;
  decisions: number;
  /** Decisions that were made again from what was stored. */
  replayed: number;
  kills: number;
  faults: string[];
}

const SABOTAGE: Record<Sabotage, (pool: pg.Pool) => Promise<unknown>> = {
  // Several routers at once: each sees room that the other fills.
  no_turns: async (pool) => {
    const { rows } = await pool.query<{ source: string }>(`select pg_get_functiondef('public.begin_routing'::regproc) as source`);
    await pool.query(rows[0]!.source.replace('not pg_try_advisory_xact_lock(', 'null and not pg_try_advisory_xact_lock('));
    // Long enough for another one to look.
    await pool.query(`
      create function public.sabotage() returns trigger language plpgsql as $$ begin perform pg_sleep(0.05); return new; end $$;
      create trigger sabotage before insert on public.decision_contexts for each row execute function public.sabotage()`);
  },
  forgetful: (pool) =>
    pool.query(`
      create function public.sabotage() returns trigger language plpgsql as $$
      begin return case when new.id::text < '1' then null else new end; end $$;
      create trigger sabotage before insert on public.assignment_queue for each row execute function public.sabotage()`),
  silent: (pool) =>
    pool.query(`
      create function public.sabotage() returns trigger language plpgsql as $$
      begin return case when new.entity_id < '1' then null else new end; end $$;
      create trigger sabotage before insert on public.decisions for each row execute function public.sabotage()`),
  other_inputs: (pool) =>
    pool.query(`
      create function public.sabotage() returns trigger language plpgsql as $$
      begin new.inputs := jsonb_set(new.inputs, '{item,excluded}', jsonb_build_array(new.chosen -> 'agent_id')); return new; end $$;
      create trigger sabotage before insert on public.decisions for each row when (new.chosen is not null and new.entity_id < '1')
        execute function public.sabotage()`),
};

/**
 * Work that comes in bursts, agents who come and go, resolve and give back, and routers that are killed while they give it out. Nobody
 * holds what another one holds, no agent gets more than his capacity, nothing is forgotten, equal agents get equally much but for one, and
 * every choice comes out again from what was stored about it.
 */
export async function proveRouting({
  seed,
  items,
  agents,
  kills,
  sabotage,
  say = () => undefined,
}: RoutingProofOptions): Promise<RoutingProofReport> {
  const fleet = await startFleet();
  const random = new Random(`routing/${seed}`);
  try {
    if (sabotage) await SABOTAGE[sabotage](fleet.pool);
    const story = new RoutingStory(fleet.pool, random);
    await story.hire(agents);
    const workers = [await fleet.start('worker'), ...(kills > 1 || sabotage ? [await fleet.start('worker')] : [])];
    const report: RoutingProofReport = { items, assignments: 0, decisions: 0, replayed: 0, kills: 0, faults: [] };
    const killOne = async () => {
      const place = random.int(0, workers.length - 1);
      // While it works.
      await story.arrive(Math.min(20, items));
      await workers[place]!.kill();
      report.kills++;
      workers[place] = await fleet.start('worker');
    };

    // Everybody is there all the time, with room for all: turns are kept.
    await story.policy('round_robin');
    await story.everybodyComes(items);
    const fair = Math.floor(items / 2);
    for (let arrived = 0, killed = 0; arrived < fair;) {
      const some = Math.min(fair - arrived, random.int(1, Math.ceil(items / 20)));
      arrived += some;
      await story.arrive(some);
      if (killed < Math.ceil(kills / 2) && arrived > (fair * (killed + 1)) / (Math.ceil(kills / 2) + 1)) {
        killed++;
        await killOne();
      }
    }
    await story.settle();
    report.faults.push(...(await story.unfair()));
    say(`${fair} given out in turns, ${report.kills} kills, ${report.faults.length} faults`);

    // Now they come and go, with little room, and what they hold ends in every way.
    await story.resolveAll();
    await story.limit();
    for (let left = items - fair; left > 0;) {
      const some = Math.min(left, random.int(1, Math.ceil(items / 50)));
      left -= some;
      await story.arrive(some);
      for (let acts = random.int(2, 6); acts > 0; acts--) await story.act();
      if (report.kills < kills && random.chance(0.1)) await killOne();
    }
    while (report.kills < kills) await killOne();
    await story.quiet();
    report.faults.push(...(await story.waitingForNothing()));
    await story.everybodyComes(items);
    await story.settle();
    say(`the rest given out, ${report.kills} kills, ${report.faults.length} faults`);

    const record = await checkRecord(fleet.pool);
    const why = await checkWhy(fleet.pool);
    report.items = story.arrived;
    report.faults.push(...record.faults, ...why.faults);
    return { ...report, assignments: record.assignments, decisions: why.decisions, replayed: why.replayed };
  } finally {
    await fleet.close();
  }
}
