// Events through fifty rules, of which two apply to each, against a reaction that does nothing: what looking and writing down costs.
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { startFleet } from './support/fleet.mjs';
import { alternate } from './support/measure.mjs';
import { ROOT } from './support/processes.mjs';
import { count, perSecond, times } from './support/report.mjs';

/** @typedef {import('./support/report.mjs').Row} Row */

const RULES = 50;
const REACTIONS = { ours: 'bench.workflows', baseline: 'bench.nothing' };

/** @param {import('./run.mjs').Settings} settings @returns {AsyncGenerator<Row>} */
export async function* workflows(settings) {
  const events = settings.quick ? 1_000 : 10_000;
  // Without any node: nobody else reads, and nobody does what the rules say.
  const fleet = await startFleet();
  const client = fleet.pool;
  await makeRules(client);
  const start = Number((await client.query('select last_seq from public.change_feed_position')).rows[0].last_seq);
  await client.query(
    `insert into public.tickets (subject, priority, tags)
     select 'Bench ' || n, 'high', array['tag' || n % 20] from generate_series(1, $1::int) n`,
    [events],
  );
  for (let numbered = 1; numbered > 0;) numbered = Number((await client.query('select public.number_changes() as n')).rows[0].n);
  await client.query('vacuum analyze public.change_feed');
  await client.query('vacuum analyze public.tickets');
  const runners = await makeRunners(client);
  const through = (/** @type {'ours' | 'baseline'} */ which) => async () => {
    await client.query('truncate public.workflow_runs, public.workflow_runs_counts, public.workflow_steps');
    await client.query(
      `insert into public.change_reactions (name, last_seq) values ($1, $2) on conflict (name) do update set last_seq = excluded.last_seq`,
      [REACTIONS[which], start],
    );
    const runner = runners(which);
    const started = performance.now();
    await runner.hold();
    const behind = `select p.last_seq - r.last_seq as n from public.change_reactions r, public.change_feed_position p where r.name = $1`;
    while (Number((await client.query(behind, [REACTIONS[which]])).rows[0].n) > 0) await new Promise((resolve) => setTimeout(resolve, 2));
    const taken = performance.now() - started;
    await runner.stop();
    const runs = Number((await client.query('select count(*) as n from public.workflow_runs')).rows[0].n);
    const wanted = which === 'ours' ? 2 * events : 0;
    if (runs !== wanted) throw new Error(`${runs} runs began, ${wanted} should have.`);
    return taken;
  };
  const taken = await alternate({
    ours: through('ours'),
    baseline: through('baseline'),
    rounds: settings.rounds,
    patience: settings.patience,
  });
  await fleet.stop();
  const rate = (/** @type {number} */ ms) => perSecond((events / ms) * 1_000);
  yield {
    id: 'workflows-matching',
    figure: `${count(events)} events through ${RULES} rules, of which two apply to each; their runs and reasons are written`,
    ours: rate(taken.ours.median),
    baseline: rate(taken.baseline.median),
    baseline_is: 'a reaction that reads the same events and does nothing',
    ratio: taken.baseline_by_ours,
    ratio_text: times(taken.baseline_by_ours.median),
    goal: 'at least 0.3 times',
    met: taken.baseline_by_ours.median >= 0.3,
    facts: [],
    others: taken.others,
  };
}

/** Rules about everything a ticket says; two of them apply to all tickets. @param {import('pg').Pool} client */
async function makeRules(client) {
  for (let n = 0; n < RULES; n++) {
    const own =
      n < 2
        ? { field: 'priority', operator: 'equals', value: 'high' }
        : [
            { field: 'priority', operator: 'in', value: ['low', 'normal'] },
            { field: 'subject', operator: 'contains', value: `nobody ${n}` },
            { field: 'cycle', operator: 'more_than', value: n },
            { field: 'customer_tier', operator: 'equals', value: 'vip' },
            {
              any: [
                { field: 'tags', operator: 'has_any', value: [`other${n}`] },
                { field: 'status', operator: 'equals', value: 'closed' },
              ],
            },
          ][n % 5];
    const conditions = { all: [{ field: 'status', operator: 'not_equals', value: 'snoozed' }, own] };
    await client.query(`insert into public.workflows (name, trigger, conditions, actions, is_active) values ($1, $2, $3, $4, true)`, [
      `Rule ${n}`,
      JSON.stringify({ type: 'event', kind: 'ticket', events: ['ticket:created'] }),
      JSON.stringify(conditions),
      JSON.stringify([{ action: 'tag', params: { add: ['x'] } }]),
    ]);
  }
}

/** The product's own runner of reactions, with either work. @param {import('pg').Pool} pool */
async function makeRunners(pool) {
  const load = (/** @type {string} */ file) => import(pathToFileURL(path.join(ROOT, 'dist', file)).href);
  const [runner, reactions, feed, register, catalogue, repository, rules, matching, tickets, ticket_events, set_fields] = await Promise.all(
    [
      'common/realtime/reactionRunner.js',
      'common/realtime/reactions.repository.js',
      'common/realtime/changeFeed.repository.js',
      'common/workflows/workflowRegister.js',
      'common/realtime/eventCatalogue.js',
      'workflows/workflows.repository.js',
      'workflows/workflowRules.service.js',
      'workflows/workflowMatching.service.js',
      'tickets/tickets.workflows.js',
      'tickets/tickets.events.js',
      'workflows/actions/setFields.js',
    ].map(load),
  );
  const postgres = { query: async (/** @type {any} */ text, /** @type {any} */ values) => (await pool.query(text, values)).rows };
  const logger = { warn: console.error, error: console.error };
  const known = new register.WorkflowRegister();
  known.addKind(tickets.TICKET_WORKFLOWS);
  known.addAction(set_fields.TAG_ACTION);
  const events = new catalogue.EventCatalogue();
  events.declare(ticket_events.TICKET_EVENTS);
  const rows = new repository.WorkflowsRepository(postgres);
  const config = { of: () => ({ WORKFLOW_CHAIN_LIMIT: 5, WORKFLOW_BRAKE: 5 }) };
  const look = new matching.WorkflowMatching(new rules.WorkflowRules(rows, known, events, { zone: 'UTC' }, logger), rows, known, config);
  const nothing = async () => undefined;
  return (/** @type {'ours' | 'baseline'} */ which) =>
    new runner.ReactionRunner(
      which === 'ours'
        ? {
            name: REACTIONS.ours,
            isWanted: () => look.isWanted(),
            handle: (/** @type {any} */ event) => look.take([event]),
            handleMany: (/** @type {any[]} */ some) => look.take(some),
          }
        : { name: REACTIONS.baseline, handle: nothing, handleMany: nothing },
      new reactions.ReactionsRepository(postgres, undefined),
      new feed.ChangeFeedRepository(postgres),
      logger,
    );
}
