import type pg from 'pg';
import { replay, type RoutingContext, type RoutingInputs } from '../../../src/routing/replay.js';

interface Row {
  id: string;
  context_id: string;
  inputs: RoutingInputs;
  chosen: { agent_id: string } | null;
  reason: string;
  candidates: unknown;
  context: RoutingContext;
}

/** Passes whose decisions are read at once. */
const AT_ONCE = 200;

/** Every assignment that the router made has its decision, and each comes out again from what was stored about it. */
export async function checkWhy(pool: pg.Pool): Promise<{ decisions: number; replayed: number; faults: string[] }> {
  const { rows: unexplained } = await pool.query<{ id: string }>(
    `select q.id from public.query_assignments q
     left join public.decisions d on d.id = q.decision_id and d.kind = 'routing.assign' and d.entity_type = q.entity_type
       and d.entity_id = q.entity_id::text and d.chosen ->> 'agent_id' = q.agent_id::text
     where q.source = 'router' and d.id is null`,
  );
  const faults = unexplained.map(({ id }) => `the assignment ${id} has no decision`);
  const { rows: contexts } = await pool.query<{ id: string }>('select id from public.decision_contexts order by at, id');
  let replayed = 0;
  for (let at = 0; at < contexts.length; at += AT_ONCE) {
    const { rows } = await pool.query<Row>(
      `select d.id, d.context_id, d.inputs, d.chosen, d.reason, d.candidates, c.inputs as context
       from public.decisions d join public.decision_contexts c on c.id = d.context_id where c.id = any ($1)`,
      [contexts.slice(at, at + AT_ONCE).map(({ id }) => id)],
    );
    const passes = new Map<string, Row[]>();
    for (const row of rows) passes.set(row.context_id, [...(passes.get(row.context_id) ?? []), row]);
    for (const pass of passes.values()) {
      const sorted = pass.sort((one, other) => one.inputs.given - other.inputs.given);
      const choices = replay(
        sorted[0]!.context,
        sorted.map(({ inputs, chosen }) => ({ inputs, agent_id: chosen?.agent_id ?? null })),
      );
      for (const [place, { id, chosen, reason, candidates }] of sorted.entries()) {
        const choice = choices[place]!;
        replayed++;
        const same = choice.agent_id === (chosen?.agent_id ?? null) && choice.reason === reason;
        if (!same || JSON.stringify(plain(choice.candidates)) !== JSON.stringify(plain(candidates)))
          faults.push(
            `the decision ${id} does not come out again: ${chosen?.agent_id} (${reason}), now ${choice.agent_id} (${choice.reason})`,
          );
      }
    }
  }
  const { rows } = await pool.query<{ n: string }>('select count(*) as n from public.decisions');
  return { decisions: Number(rows[0]!.n), replayed, faults };
}

/** As JSON has it, with keys in one order; what is before all times is no number in JSON. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === 'number' && !Number.isFinite(value)) return null;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, one]) => [key, plain(one)]),
  );
}
