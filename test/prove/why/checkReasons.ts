import type pg from 'pg';
import { asksBefore, type PlainRule } from '../workflows/interpreter.js';

interface Seen {
  field: string;
  is: boolean;
}

interface Decision {
  id: string;
  kind: string;
  rule: string;
  rule_version: string;
  reason: string;
  chosen: { action?: string; state?: string };
  inputs: { conditions?: Seen[] };
}

/**
 * Everything that rules did by themselves can be asked about: each run and each step is among the answers to "why" about its thing, with
 * what the conditions saw; and of each rule that did not apply to something there is a sample which says what kept it from it.
 */
export async function checkReasons(
  pool: pg.Pool,
  rules: readonly PlainRule[],
): Promise<{ decisions: number; samples: number; faults: string[] }> {
  const faults: string[] = [];
  const all = async <R extends object>(sql: string, values: unknown[] = []) => (await pool.query<R>(sql, values)).rows;
  const plain = new Map(rules.map((rule) => [rule.id, rule]));
  const answers = new Map<string, Decision>();
  const things = await all<{ type: string; id: string }>(
    `select distinct entity_type as type, entity_id as id from public.workflow_runs
     union select made_type, made_id from public.workflow_steps where made_id is not null`,
  );
  for (const { type, id } of things)
    for (const decision of await all<Decision>('select * from public.get_decisions(null, $1, null, 100000, true)', [
      JSON.stringify({ entity_type: type, entity_id: id }),
    ]))
      answers.set(`${type}/${id}/${decision.id}`, decision);

  const runs = await all<{ id: string; workflow_id: string; version: string; thing: string; event: string; why: Seen[] }>(
    `select id, workflow_id, workflow_version::text as version, concat(entity_type, '/', entity_id) as thing, event, why
     from public.workflow_runs`,
  );
  for (const { id, workflow_id, version, thing, why } of runs) {
    const answer = answers.get(`${thing}/${id}`);
    if (answer?.kind !== 'workflows.match' || answer.rule !== workflow_id || answer.rule_version !== version)
      faults.push(`the run ${id} cannot be asked why`);
    else if (JSON.stringify(answer.inputs.conditions) !== JSON.stringify(why) || !holds(plain.get(workflow_id)!, why))
      faults.push(`the reasons of the run ${id} are not those that it had`);
  }
  const steps = await all<{ id: string; made: string | null; action: string; state: string; thing: string; rule: string; name: string }>(
    `select s.id, concat(s.made_type, '/', s.made_id, '/', s.made_decision) as made, s.action, s.state,
       concat(s.entity_type, '/', s.entity_id) as thing,
       r.workflow_id as rule, w.name
     from public.workflow_steps s join public.workflow_runs r on r.id = s.run_id join public.workflows w on w.id = r.workflow_id`,
  );
  for (const { id, made, action, state, thing, rule, name } of steps)
    for (const key of [`${thing}/${id}`, ...(made?.startsWith('/') ? [] : [made])]) {
      const answer = answers.get(key!);
      if (answer?.kind !== 'workflows.act' || answer.rule !== rule || answer.chosen.action !== action || answer.chosen.state !== state)
        faults.push(`the step ${id} cannot be asked why`);
      else if (!answer.reason.includes(name)) faults.push(`the step ${id} does not say which rule`);
    }

  const samples = await all<{ rule: string; event: string; why: Seen[] }>(
    'select workflow_id as rule, event, why from public.workflow_evaluations',
  );
  for (const { rule, event, why } of samples)
    if (holds(plain.get(rule)!, why) && !(asksBefore(plain.get(rule)!) && event === 'ticket:created'))
      faults.push(`a sample says that the rule ${rule} did not apply, and that all its conditions were met`);
  const sampled = new Set(samples.map(({ rule }) => rule));
  const refused = await all<{ id: string }>('select workflow_id as id from public.workflow_watch where evaluated > matched');
  for (const { id } of refused) if (!sampled.has(id)) faults.push(`no sample says why the rule ${id} did not apply`);
  return { decisions: answers.size, samples: samples.length, faults };
}

/** Whether what was seen makes the rule apply: its groups one after another. */
function holds({ any }: PlainRule, why: Seen[]): boolean {
  let place = 0;
  const groups = any.map((group) => group.map((question) => (question.asks === 'has not tag' ? !why[place++]?.is : why[place++]?.is)));
  return place === why.length && groups.some((group) => group.every(Boolean));
}
