import type { ListDeclaration } from '../lists.js';

export const list: ListDeclaration = {
  path: '/sla/clocks',
  sort: ['started_at'],
  filters: {
    'state=running': ({ state }) => state === 'running',
    'state=breached,missed': ({ state }) => state === 'breached' || state === 'missed',
    'metric=resolution': ({ metric }) => metric === 'resolution',
    'team=list-2': ({ team }) => team === 'list-2',
    'channel=email': ({ channel }) => channel === 'email',
    'tier=vip': ({ tier }) => tier === 'vip',
    'entity_type=conversation': ({ entity_type }) => entity_type === 'conversation',
  },
  scale: {
    table: 'sla_clocks',
    kept: ['state', 'metric', 'channel', 'team', 'tier', 'agent_id'],
    rows: [
      `insert into public.sla_clocks (id, entity_type, entity_id, metric, cycle, policy_id, policy_version, channel, team, tier, agent_id,
         target_minutes, state, started_at, due_at, ended_at)
       select scale.id('sla_clocks', n), case when n <= 30 then 'conversation' else 'email_thread' end, scale.id('promised', n / 2),
         case when n <= 30 then 'next_response' else scale.one('metric', n, array['first_response', 'resolution']) end, 1,
         scale.id('promises', case when n <= 30 then 1 else 2 + n % 3 end), 1, case when n <= 30 then 'chat' else 'email' end,
         case when n <= 30 then 'escalations' else scale.one('team', n, array['support', 'billing']) end,
         case when n <= 30 then 'vip' else scale.one('tier', n, array['normal', 'low']) end,
         scale.id('promisers', case when n <= 30 then 1 else 2 + n % 30 end), 60,
         case when n <= 30 then 'breached' else scale.one('state', n, array['met', 'met', 'late']) end, at, at + interval '1 hour',
         case when n > 30 then at + interval '40 minutes' end
       from generate_series($1::int, $2::int) n
       cross join lateral (select timestamptz '2026-07-01' - n * interval '20 seconds' as at) t`,
    ],
    few: [
      ...['state=breached', 'metric=next_response', 'channel=chat', 'team=escalations', 'tier=vip', 'agent_id={promisers 1}'],
      ...['policy_id={promises 1}', 'entity_type=conversation', 'entity_type=email_thread&entity_id={promised 90}'],
      'from=2026-06-30T23:50:00Z',
    ],
    many: [
      ...['state=met', 'metric=resolution', 'channel=email', 'team=support', 'tier=normal', 'agent_id={promisers 3}'],
      ...['policy_id={promises 3}', 'entity_type=email_thread', 'to=2026-06-30T12:00:00Z'],
    ],
  },
};
