import type { ListDeclaration } from '../lists.js';

/** The first thirty rows have what no other has. */
const FEW = 'n <= 30';

/** A survey of its own for the first thirty, another for all others. */
export const SURVEY_ROWS = `with made as (
    insert into public.surveys (id, name, kind, questions)
    select scale.id('surveys', n), 'Survey ' || n, 'csat',
      '[{"key": "score", "type": "csat", "is_required": true, "text": {"en": "How was it?"}}]'
    from generate_series(1, 2) n where $1::int = 1 and $2::int > 0 on conflict do nothing
    returning id, revision, questions, default_language)
  insert into public.survey_revisions (survey_id, revision, questions, default_language)
  select id, revision, questions, default_language from made`;
export const SURVEY_AGENTS = `insert into public.agents (id, name, phone_number)
  select scale.id('agents', n), 'Agent ' || n, '555' || n from generate_series(1, 12) n where $1::int = 1 and $2::int > 0
  on conflict do nothing`;
export const SURVEY_CUSTOMERS = `insert into public.customers (id, name)
  select scale.id('asked', n), 'Customer ' || n from generate_series($1::int, $2::int) n where n <= 2 or n % 20 = 0
  on conflict do nothing`;
export const ASKED = `scale.id('asked', case when ${FEW} then 1 when n % 100 = 50 then 2 else n / 20 * 20 end)`;
export const ASKED_AGENT = `scale.id('agents', case when ${FEW} then 1 else 2 + floor(scale.dice('agent', n) * 10)::int end)`;

export const list: ListDeclaration = {
  path: '/survey-invitations',
  sort: ['created_at'],
  filters: {
    'state=suppressed': ({ state }) => state === 'suppressed',
    'state=sent,suppressed': ({ state }) => state !== 'answered',
    'reason=no_channel': ({ reason }) => reason === 'no_channel',
    'origin=person': ({ origin }) => origin === 'person',
    'channel=whatsapp': ({ channel }) => channel === 'whatsapp',
    'team=list': ({ team }) => team === 'list',
  },
  scale: {
    table: 'survey_invitations',
    detail: true,
    kept: ['state', 'channel', 'team'],
    rows: [
      SURVEY_AGENTS,
      SURVEY_ROWS,
      SURVEY_CUSTOMERS,
      `insert into public.survey_invitations
         (id, survey_id, revision, state, reason, origin, channel, language, customer_id, entity_type, entity_id, agent_id, team,
          send_at, sent_at, expires_at, created_at)
       select scale.id('survey_invitations', n), scale.id('surveys', case when ${FEW} then 1 else 2 end), 1, s.state,
         case s.state when 'failed' then 'bounced' when 'suppressed' then scale.one('reason', n, array['asked_lately', 'reopened']) end,
         case when ${FEW} then 'person' else 'rule' end,
         case when ${FEW} then 'whatsapp' when s.state <> 'suppressed' then 'email' end, 'en', ${ASKED},
         case when ${FEW} then 'conversation' else 'ticket' end, scale.id('matters', n)::text,
         ${ASKED_AGENT}, case when ${FEW} then 'returns' else scale.one('team', n, array['billing', 'orders']) end,
         at, case when s.state <> 'suppressed' then at end, at + interval '14 days', at
       from generate_series($1::int, $2::int) n
       cross join lateral (
         select case when ${FEW} then 'failed' else scale.one('state', n, array['sent', 'answered', 'suppressed']) end) s (state)
       cross join lateral (select timestamptz '2026-07-01' - n * interval '20 seconds' - scale.dice('at', n) * interval '1 hour') t (at)`,
    ],
    few: [
      'survey_id={surveys 1}',
      'state=failed',
      'reason=bounced',
      'origin=person',
      'channel=whatsapp',
      'team=returns',
      'agent_id={agents 1}',
      'customer_id={asked 1}',
      'entity_type=ticket&entity_id={matters 31}',
      'from=2026-07-01T00:00:00Z',
      'from=2026-06-30T23:50:00Z&to=2026-06-30T23:55:00Z',
    ],
    many: [
      'survey_id={surveys 2}',
      'state=sent,answered',
      'reason=asked_lately',
      'origin=rule',
      'channel=email',
      'team=billing',
      'agent_id={agents 2}',
      'customer_id={asked 2}',
      'entity_type=ticket',
      'from=2020-01-01T00:00:00Z',
      'to=2026-06-30T00:00:00Z',
    ],
  },
};
