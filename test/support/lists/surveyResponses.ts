import { activityOf, type ListDeclaration } from '../lists.js';
import { ASKED, ASKED_AGENT, SURVEY_AGENTS, SURVEY_CUSTOMERS, SURVEY_ROWS } from './surveyInvitations.js';

const FEW = 'n <= 30';

export const list: ListDeclaration = {
  path: '/survey-responses',
  sort: ['created_at', 'score'],
  filters: {
    'score=1': ({ score }) => score === 1,
    'channel=whatsapp': ({ channel }) => channel === 'whatsapp',
    'team=list': ({ team }) => team === 'list',
    'team=list&team=other': ({ team }) => team !== 'third',
  },
  search: { needle: ({ comment }) => String(comment).includes('needle') },
  scale: {
    table: 'survey_responses',
    detail: true,
    stats: true,
    kept: ['kind', 'score', 'channel', 'team'],
    rows: [
      SURVEY_AGENTS,
      SURVEY_ROWS,
      SURVEY_CUSTOMERS,
      `insert into public.survey_invitations (id, survey_id, revision, state, origin, send_at, sent_at, created_at)
       select scale.id('answered_invitations', n), scale.id('surveys', 2), 1, 'answered', 'rule', at, at, at
       from generate_series($1::int, $2::int) n cross join lateral (select timestamptz '2026-06-01' - n * interval '20 seconds') t (at)`,
      `insert into public.survey_responses
         (id, invitation_id, survey_id, revision, kind, score, answer, answers, comment, language, channel, customer_id, entity_type,
          entity_id, agent_id, team, created_at, updated_at)
       select scale.id('survey_responses', n), scale.id('answered_invitations', n),
         scale.id('surveys', case when ${FEW} then 1 else 2 end), 1,
         case when ${FEW} then 'ces' else scale.one('kind', n, array['csat', 'nps']) end,
         s.score, s.score::text, jsonb_build_object('score', s.score),
         (select string_agg(scale.one('word' || k, n, array['parcel', 'late', 'friendly', 'advice', 'seeds', 'were', 'fresh', 'price',
           'too', 'high', 'pump', 'works', 'well', 'driver', 'rude', 'thanks']), ' ') from generate_series(1, 8) k)
           || case when n <= 3 then ' quicksilver' else '' end,
         'en', case when ${FEW} then 'whatsapp' else 'email' end, ${ASKED},
         case when ${FEW} then 'conversation' else 'ticket' end, scale.id('matters', n)::text, ${ASKED_AGENT},
         case when ${FEW} then 'returns' else scale.one('team', n, array['billing', 'orders']) end, at, at
       from generate_series($1::int, $2::int) n
       cross join lateral (select case when ${FEW} then 7 else 1 + floor(scale.dice('score', n) * 5)::int end) s (score)
       cross join lateral (select timestamptz '2026-07-01' - n * interval '20 seconds' - scale.dice('at', n) * interval '1 hour') t (at)`,
      activityOf('survey_responses'),
    ],
    few: [
      'survey_id={surveys 1}',
      'kind=ces',
      'score=7',
      'channel=whatsapp',
      'team=returns',
      'agent_id={agents 1}',
      'customer_id={asked 1}',
      'entity_type=ticket&entity_id={matters 31}',
      'from=2026-07-01T00:00:00Z',
      'from=2026-06-30T23:50:00Z&to=2026-06-30T23:55:00Z',
      'search=quicksilver',
    ],
    many: [
      'survey_id={surveys 2}',
      'kind=csat,nps',
      'score=4',
      'channel=email',
      'team=billing',
      'agent_id={agents 2}',
      'customer_id={asked 2}',
      'entity_type=ticket',
      'from=2020-01-01T00:00:00Z',
      'to=2026-06-30T00:00:00Z',
      'search=friendly',
    ],
  },
};
