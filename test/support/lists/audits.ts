import { activityOf, type ListDeclaration } from '../lists.js';

/** The first thirty rows have what no other has. */
const FEW = 'n <= 30';

export const list: ListDeclaration = {
  path: '/audits',
  sort: ['created_at', 'work_at', 'updated_at'],
  filters: {
    'status=cancelled': ({ status }) => status === 'cancelled',
    'status=pending,cancelled': ({ status }) => status === 'pending' || status === 'cancelled',
    'team=billing': ({ team }) => team === 'billing',
    'is_auto_failed=true': ({ is_auto_failed }) => is_auto_failed === true,
    'max_score=50': ({ final_score }) => final_score !== null && Number(final_score) <= 50,
    'due_by=2026-03-03': ({ due_on }) => due_on !== null && String(due_on) <= '2026-03-03',
    'week=2026-02-23': ({ week }) => week === '2026-02-23',
    'from=2026-02-27': ({ work_at }) => Date.parse(String(work_at)) >= Date.parse('2026-02-26T18:30:00Z'),
    'to=2026-02-26': ({ work_at }) => Date.parse(String(work_at)) < Date.parse('2026-02-26T18:30:00Z'),
  },
  search: { needle: ({ summary }) => String(summary).includes('needle') },
  scale: {
    table: 'audits',
    size: 200_000,
    detail: true,
    stats: true,
    kept: ['status', 'entity_type', 'team', 'week', 'scorecard_version_id', 'outcome', 'is_auto_failed'],
    rows: [
      `insert into public.agents (id, name) select scale.id('agents', n), 'Agent ' || n from generate_series(1, 12) n
       where $1::int = 1 and $2::int > 0 on conflict do nothing`,
      `insert into auth.users (id) select scale.id('users', n) from generate_series(1, 12) n
       where $1::int = 1 and $2::int > 0 on conflict do nothing`,
      `insert into public.audit_scorecards (id, name) select scale.id('audit_scorecards', n), 'Card ' || n from generate_series(1, 4) n
       where $1::int = 1 and $2::int > 0 on conflict do nothing`,
      `insert into public.audit_scorecard_versions (id, scorecard_id, card_version, sections)
       select scale.id('audit_scorecard_versions', n), scale.id('audit_scorecards', n), 1, '[]' from generate_series(1, 4) n
       where $1::int = 1 and $2::int > 0 on conflict do nothing`,
      `insert into public.audit_samples (id, rule_key, scorecard_id, scorecard_version_id, seed, per_agent, from_on, to_on,
         entity_types, drawn)
       select scale.id('audit_samples', n), n, scale.id('audit_scorecards', 1), scale.id('audit_scorecard_versions', 1), 'seed', 5,
         '2026-01-01', '2026-01-07', '{ticket}', 5
       from generate_series(1, 12) n where $1::int = 1 and $2::int > 0 on conflict do nothing`,
      `insert into public.audits (id, status, entity_type, entity_id, agent_id, team, work_at, week, scorecard_id, scorecard_version_id,
         sample_id, auditor_id, reviewer_id, due_on, raw_score, first_score, final_score, is_auto_failed, outcome, summary, created_at,
         updated_at)
       select scale.id('audits', n),
         case when ${FEW} then 'disputed' else scale.one('status', n, array['pending', 'scored', 'acknowledged', 'resolved']) end,
         case when ${FEW} then 'call' else scale.one('entity_type', n, array['ticket', 'conversation', 'email_thread']) end,
         scale.id('audited', n)::text, scale.id('agents', case when ${FEW} then 1 else 2 + n % 10 end),
         case when ${FEW} then 'rare' else scale.one('team', n, array['billing', 'returns', 'first_line']) end, work_at, '2026-01-05',
         scale.id('audit_scorecards', case when ${FEW} then 1 else 2 + n % 3 end),
         scale.id('audit_scorecard_versions', case when ${FEW} then 1 else 2 + n % 3 end),
         scale.id('audit_samples', case when ${FEW} then 1 else 2 + n % 10 end),
         scale.id('users', case when ${FEW} then 1 else 2 + n % 5 end), scale.id('users', case when ${FEW} then 12 else 8 + n % 4 end),
         case when ${FEW} then date '2020-01-01' else date '2026-01-01' + n % 300 end, score, score, score, ${FEW},
         case when ${FEW} then 'overturned' else 'upheld' end,
         scale.one('word', n, array['Calm at the end', 'Greets by name', 'Explains well'])
           || case when n <= 3 then ' quicksilver' else '' end,
         work_at + interval '1 hour', work_at + interval '1 day'
       from generate_series($1::int, $2::int) n
       cross join lateral (
         select case when ${FEW} then timestamptz '2020-01-06' else timestamptz '2026-07-01' - n * interval '60 seconds' end) t (work_at)
       cross join lateral (select case when ${FEW} then 1 else 40 + n % 60 end) s (score)`,
      activityOf('audits'),
    ],
    few: [
      'status=disputed',
      'entity_type=call',
      'entity_id={audited 7}',
      'agent_id={agents 1}',
      'team=rare',
      'scorecard_id={audit_scorecards 1}',
      'scorecard_version_id={audit_scorecard_versions 1}',
      'sample_id={audit_samples 1}',
      'auditor_id={users 1}',
      'reviewer_id={users 12}',
      'outcome=overturned',
      'is_auto_failed=true',
      'week=2020-01-06',
      'to=2020-12-31',
      'due_by=2020-12-31',
      'max_score=10',
      'search=quicksilver',
    ],
    many: [
      'status=acknowledged',
      'entity_type=ticket,conversation',
      'agent_id={agents 3}',
      'team=billing',
      'scorecard_id={audit_scorecards 3}',
      'auditor_id={users 3}',
      'outcome=upheld',
      'from=2026-01-01T00:00:00Z',
      'due_by=2027-01-01',
      'max_score=90',
      'search=greets',
    ],
  },
};
