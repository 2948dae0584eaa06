// The dashboard's overview, asked of the product, and the same worked out from the raw rows.

/** @typedef {{ start: Date, end: Date }} Range */
/** @typedef {{ query: (text: string, values?: unknown[]) => Promise<{ rows: any[] }> }} Database */

/** Text of the five statements behind GET /calls/dashboard/overview. */
const OURS = {
  call_volume: 'select * from public.get_kaleyra_call_volume($1, $2)',
  agent_stats: 'select * from public.get_kaleyra_agent_stats($1, $2)',
  daily_volume: 'select date::text, incoming, forwarded, click2call, other, total from public.get_kaleyra_daily_volume($1, $2)',
  status_breakdown: 'select * from public.get_kaleyra_status_breakdown($1, $2)',
};
const LAST_SYNCED = 'select public.get_kaleyra_last_synced_at() as at';

/** The product's figures, one statement after the other on one connection. @param {Database} database @param {Range} range */
export async function ourFigures(database, { start, end }) {
  /** @type {Record<string, any>} */
  const figures = {};
  for (const [name, text] of Object.entries(OURS)) figures[name] = (await database.query(text, [start, end])).rows;
  figures.last_synced_at = (await database.query(LAST_SYNCED)).rows[0].at;
  return figures;
}

/** What counts as talked, answered and missed: the product's defaults. */
const CONNECTED = new Set(['ANSWER', 'ANSWERED-A', 'ANSWERED-B']);
const ANSWERED = new Set(['ANSWER']);
const MISSED = new Set(['NOANSWER', 'BUSY', 'CANCEL', 'FAILED']);
const CONNECTED_LIST = `('ANSWER', 'ANSWERED-A', 'ANSWERED-B')`;

/**
 * The plain statements, in SQL that Postgres and DuckDB both read. `day` is the business date of start_time there.
 * @param {{ table: string, day: string, start: string, end: string }} dialect
 */
export function plainStatements({ table, day, start, end }) {
  const in_range = `start_time >= ${start} and start_time < ${end}`;
  // A call belongs to the range in which its first leg began, so legs outside the range must be looked at too: either those
  // of the calls with a leg in the range, or simply all. Which is quicker depends on the range; the bench takes the quicker.
  const customerCalls = (/** @type {string} */ which) => `
    with pairs as (
      select call_id, agent_number, min(start_time) as first_at, cast(count(*) as integer) as legs,
        bool_or(service = 'CallForward') as rung,
        bool_or(service = 'CallForward' and status in ${CONNECTED_LIST}) as connected,
        bool_or(service = 'Click2Call') as dialled,
        bool_or(service = 'Click2Call' and status in ${CONNECTED_LIST}) as dialled_connected
      from ${table} ${which}
      group by call_id, agent_number
    ), grouped as (
      select call_id, sum(legs) as legs, bool_or(rung) as rung, bool_or(connected) as connected,
        bool_or(dialled) as dialled, bool_or(dialled_connected) as dialled_connected,
        array_agg(agent_number) filter (where rung) as agents, array_agg(agent_number) filter (where connected) as talked
      from pairs
      group by call_id
      having min(first_at) >= ${start} and min(first_at) < ${end}
    ), calls as materialized (
      select agents, talked,
        case
          when connected then 'answered'
          when rung then 'missed'
          when legs = 1 then case when dialled_connected then 'answered' when dialled then 'missed' else 'not_forwarded' end
          else (
            select case when f.service <> 'Click2Call' then 'not_forwarded' when f.status in ${CONNECTED_LIST} then 'answered' else 'missed' end
            from ${table} f where f.call_id = grouped.call_id order by f.start_time, f.id <> f.call_id, f.id limit 1)
        end as outcome
      from grouped
    )
    select 'call' as kind, outcome as what, count(*) as customer_calls, 0 as answered from calls group by outcome
    union all
    select 'agent', agent, count(*), count(*) filter (where agent = any (talked))
    from calls cross join unnest(agents) as u (agent) group by agent`;
  return {
    legs: `select service, status, agent_number, count(*) as calls, sum(billsec) as talk from ${table} where ${in_range} group by 1, 2, 3`,
    days: `
      select ${day} as date,
        count(*) filter (where service = 'Incoming') as incoming,
        count(*) filter (where service = 'CallForward') as forwarded,
        count(*) filter (where service = 'Click2Call') as click2call,
        count(*) filter (where service not in ('Incoming', 'CallForward', 'Click2Call')) as other,
        count(*) as total
      from ${table} where ${in_range} group by 1 order by 1`,
    calls_of_all: customerCalls(''),
    calls_of_range: customerCalls(`where call_id in (select call_id from ${table} where ${in_range})`),
  };
}

/**
 * Puts the answers of the plain statements into the shape of ours. Some hundred groups: what is heavy was done by the database.
 * @param {{ legs: any[], days: any[], calls?: any[], names: Map<string, string> }} answers
 */
export function foldFigures({ legs, days, calls, names }) {
  const volume = { total: 0, incoming: 0, forwarded: 0, click2call: 0, other: 0 };
  const statuses = new Map();
  const agents = new Map();
  const agentOf = (/** @type {string} */ number) => {
    if (!agents.has(number)) agents.set(number, { agent_number: number, agent_name: names.get(number) ?? null, ...NOTHING });
    return agents.get(number);
  };
  const kinds = new Map([
    ['Incoming', 'incoming'],
    ['CallForward', 'forwarded'],
    ['Click2Call', 'click2call'],
  ]);
  for (const leg of legs) {
    const [count, talk] = [Number(leg.calls), Number(leg.talk)];
    volume.total += count;
    volume[/** @type {'other'} */ (kinds.get(leg.service) ?? 'other')] += count;
    statuses.set(leg.status, (statuses.get(leg.status) ?? 0) + count);
    if (leg.service !== 'CallForward') continue;
    const agent = agentOf(leg.agent_number);
    agent.total_calls += count;
    if (ANSWERED.has(leg.status))
      Object.assign(agent, { calls_answered: agent.calls_answered + count, total_talk_seconds: agent.total_talk_seconds + talk });
    if (MISSED.has(leg.status)) agent.missed_calls += count;
    if (CONNECTED.has(leg.status))
      Object.assign(agent, { connected_calls: agent.connected_calls + count, connected_talk_seconds: agent.connected_talk_seconds + talk });
  }
  for (const row of calls?.filter(({ kind }) => kind === 'agent') ?? []) {
    Object.assign(agentOf(row.what), { customer_calls: Number(row.customer_calls), customer_calls_answered: Number(row.answered) });
  }
  const outcome = (/** @type {string} */ name) =>
    Number(calls?.find(({ kind, what }) => kind === 'call' && what === name)?.customer_calls ?? 0);
  const outcomes = {
    customer_calls_answered: outcome('answered'),
    customer_calls_missed: outcome('missed'),
    customer_calls_not_forwarded: outcome('not_forwarded'),
  };
  const customer_calls = Object.values(outcomes).reduce((sum, count) => sum + count, 0);
  for (const agent of agents.values()) agent.other_calls = agent.total_calls - agent.calls_answered - agent.missed_calls;
  return {
    call_volume: [{ ...volume, customer_calls, ...outcomes }],
    agent_stats: [...agents.values()].sort((a, b) => b.calls_answered - a.calls_answered || (a.agent_number < b.agent_number ? -1 : 1)),
    daily_volume: days,
    status_breakdown: [...statuses]
      .map(([status, count]) => ({ status, count }))
      .sort((a, b) => b.count - a.count || (a.status < b.status ? -1 : 1)),
  };
}

const NOTHING = {
  calls_answered: 0,
  total_talk_seconds: 0,
  missed_calls: 0,
  other_calls: 0,
  total_calls: 0,
  connected_calls: 0,
  connected_talk_seconds: 0,
  customer_calls: 0,
  customer_calls_answered: 0,
};

/**
 * Compares every number of two overviews; raises naming the first that differs. Databases hand out counts as text, bigint or number.
 * @param {string} whose @param {Record<string, any>} ours @param {Record<string, any>} theirs @returns {number} how many were compared
 */
export function compareFigures(whose, ours, theirs) {
  let compared = 0;
  for (const name of Object.keys(theirs)) {
    if (ours[name]?.length !== theirs[name].length)
      throw new Error(`${whose}: ${name} has ${theirs[name].length} rows, ours ${ours[name]?.length}`);
    theirs[name].forEach((/** @type {Record<string, unknown>} */ row, /** @type {number} */ index) => {
      const mine = ours[name][index];
      for (const field of new Set([...Object.keys(row), ...Object.keys(mine)])) {
        if (String(mine[field]) !== String(row[field]))
          throw new Error(`${whose}: ${name}[${index}].${field} is ${row[field]}, ours ${mine[field]}`);
        compared++;
      }
    });
  }
  return compared;
}
