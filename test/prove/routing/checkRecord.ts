import type pg from 'pg';

/** What has to hold of the record of who held what, whatever happened. */
const RULES: Record<string, string> = {
  'held by two at once': `
    select entity_id::text as what from (
      select entity_id, assigned_at, lag(coalesce(ended_at, 'infinity')) over (partition by entity_id order by assigned_at, id) as before
      from public.query_assignments) a
    where a.before > a.assigned_at`,
  'given beyond the capacity': `
    select q.id::text as what from public.query_assignments q
    join public.agent_limits l on l.agent_id = q.agent_id and q.assigned_at >= l.since and q.assigned_at < l.until
    where q.source = 'router'
      and (select count(*) from public.query_assignments o
           where o.agent_id = q.agent_id and o.assigned_at <= q.assigned_at and coalesce(o.ended_at, 'infinity') > q.assigned_at) > l.most`,
  'the copy says otherwise': `select entity_id || ': ' || fault as what from public.verify_assignments()`,
  'the e-mail says otherwise': `
    select e.id::text as what from public.emails e join public.email_threads t on t.id = e.thread_id
    where e.assignee_id is distinct from t.assignee_id and t.status in ('open', 'pending')`,
  forgotten: `
    select t.id::text as what from public.email_threads t
    where t.status = 'open' and t.message_count > 0 and t.inbound_count > 0 and t.assignee_id is null`,
};

/** How much each agent might hold, and when: from the activity log of the agents. */
const LIMITS = `
  create or replace view public.agent_limits as
  select l.entity_id::uuid as agent_id, (l.after #>> '{capacity,email,limit}')::integer as most, l.at as since,
    coalesce(lead(l.at) over (partition by l.entity_id order by l.id), 'infinity') as until
  from public.activity_log l where l.entity_type = 'agents' and l.after ? 'capacity'`;

export async function checkRecord(pool: pg.Pool): Promise<{ assignments: number; faults: string[] }> {
  await pool.query(LIMITS);
  const faults: string[] = [];
  for (const [rule, sql] of Object.entries(RULES)) {
    const { rows } = await pool.query<{ what: string }>(sql);
    faults.push(...rows.map(({ what }) => `${rule}: ${what}`));
  }
  const { rows } = await pool.query<{ n: string }>('select count(*) as n from public.query_assignments');
  return { assignments: Number(rows[0]!.n), faults };
}
