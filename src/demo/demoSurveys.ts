import type { INestApplicationContext } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { SurveysService } from '../surveys/surveys.service.js';
import { SurveyAnswersService } from '../surveys/surveyAnswers.service.js';
import { STANDARD_SURVEY_ID } from '../surveys/surveys.states.js';
import { PostgresService } from '../supabase/postgres.service.js';
import { demoTries } from './demoTries.js';

const DAY = 86_400_000;

/** Days ago, team, and what was answered; null: nothing. */
const ASKED: [number, string, Record<string, string | number> | null][] = [
  [20, 'orders', { score: 5, comment: 'Quick and friendly.' }],
  [19, 'orders', { score: 4 }],
  [18, 'billing', { score: 2, missing: 'speed', comment: 'Four days for one invoice.' }],
  [17, 'orders', null],
  [15, 'billing', { score: 3, missing: 'solution' }],
  [14, 'orders', { score: 5 }],
  [13, 'billing', null],
  [12, 'billing', { score: 1, missing: 'speed', comment: 'Nobody called back.' }],
  [10, 'orders', { score: 5, comment: 'The pump works again.' }],
  [9, 'orders', null],
  [7, 'billing', { score: 4, comment: 'Much quicker than last time.' }],
  [6, 'orders', { score: 5 }],
  [4, 'billing', { score: 5 }],
  [3, 'orders', { score: 4 }],
  [2, 'billing', null],
];

/**
 * Three weeks of answers: orders are liked, invoices took too long until a week ago. Bad answers open tickets. With it a survey of another
 * kind, which nobody has sent yet. Not the VIP, who is asked before your eyes. None when somebody was asked already.
 */
export async function makeDemoSurveys(app: INestApplicationContext, admin_id: string, now: Date): Promise<void> {
  const postgres = app.get(PostgresService, { strict: false });
  const [surveys, answers] = [app.get(SurveysService, { strict: false }), app.get(SurveyAnswersService, { strict: false })];
  const [known] = await postgres.query<{ has: boolean }>('select exists (select from public.survey_invitations) as has');
  if (known!.has) return;
  await surveys.update(STANDARD_SURVEY_ID, { ticket_at_most: 2 });
  await surveys.create(
    {
      name: 'Would you recommend us?',
      description: 'Twice a year, by hand.',
      questions: [
        { key: 'score', type: 'nps', text: { en: 'How likely are you to recommend us, from 0 to 10?' } },
        { key: 'why', type: 'text', text: { en: 'Why?' } },
      ],
    },
    admin_id,
  );
  let customers: { id: string }[] = [];
  for await (const _ of demoTries()) {
    if (customers.length >= 5) break;
    customers = await postgres.query<{ id: string }>(
      `select id from public.customers where hidden_at is null and tier <> 'vip' order by created_at limit 15`,
    );
  }
  const agents = await postgres.query<{ id: string }>('select id from public.agents order by created_at limit 2');
  for (const [n, [ago, team, answered]] of ASKED.entries()) {
    const id = randomUUID();
    const at = new Date(now.getTime() - ago * DAY).toISOString();
    await postgres.query(
      `insert into public.survey_invitations (id, survey_id, revision, state, origin, channel, language, customer_id, agent_id, team,
         send_at, sent_at, expires_at, created_at)
       values ($1, $2, (select revision from public.surveys where id = $2), 'sent', 'rule', 'email', 'en', $3, $4, $5, $6, $6, $7, $6)`,
      [
        id,
        STANDARD_SURVEY_ID,
        customers[n % customers.length]?.id ?? null,
        agents[team === 'orders' ? 0 : 1]?.id ?? null,
        team,
        at,
        new Date(now.getTime() + DAY),
      ],
    );
    if (!answered) continue;
    await answers.answer(id, { answers: answered }, now);
    await postgres.query(`update public.survey_responses set created_at = $2::timestamptz + interval '2 hours' where invitation_id = $1`, [
      id,
      at,
    ]);
  }
}
