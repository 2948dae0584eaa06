import type { INestApplicationContext } from '@nestjs/common';
import { AuditSamplesService } from '../audits/auditSamples.service.js';
import { AuditScorecardsService } from '../audits/auditScorecards.service.js';
import { AuditsService } from '../audits/audits.service.js';
import { CoachingTasksService } from '../audits/coachingTasks.service.js';
import type { CreateAuditScorecardDto } from '../audits/dto/auditScorecard.dto.js';
import type { CurrentUserData } from '../common/auth/currentUser.js';
import { BusinessClock } from '../common/timeRange/businessClock.js';
import { PostgresService } from '../supabase/postgres.service.js';
import { demoTries } from './demoTries.js';

const DAY = 86_400_000;
const PER_AGENT = 2;

const CARD = {
  name: 'Calls, first line (demo)',
  description: 'What every call needs, whatever it is about.',
  sections: [
    {
      key: 'opening',
      title: 'Opening',
      weight: 30,
      questions: [
        { key: 'greeting', text: 'Did the agent greet by name?', kind: 'yes_no', weight: 2 },
        { key: 'consent', text: 'Did the agent say that the call is recorded?', kind: 'yes_no', weight: 1, is_critical: true },
      ],
    },
    {
      key: 'matter',
      title: 'Matter',
      weight: 70,
      questions: [
        { key: 'solved', text: 'Was the matter solved, or a next step named?', kind: 'yes_no', weight: 3 },
        { key: 'tone', text: 'Was the agent calm and clear?', kind: 'scale', max_points: 5, weight: 2 },
        { key: 'offer', text: 'Was a fitting product offered?', kind: 'yes_no', weight: 1 },
      ],
    },
  ],
} as const;

/** What the n-th audit came to, and what became of it; those after them wait. */
const STORIES = [
  { answers: { greeting: 'yes', consent: 'yes', solved: 'yes', tone: '5', offer: 'na' }, then: 'acknowledge' },
  { answers: { greeting: 'no', consent: 'yes', solved: 'yes', tone: '4', offer: 'no' }, then: 'coach' },
  { answers: { greeting: 'yes', consent: 'no', solved: 'yes', tone: '5', offer: 'yes' }, then: 'overturn' },
  { answers: { greeting: 'yes', consent: 'yes', solved: 'no', tone: '2', offer: 'no' }, then: 'uphold' },
  { answers: { greeting: 'yes', consent: 'yes', solved: 'yes', tone: '3', offer: 'na' }, then: 'dispute' },
  { answers: { greeting: 'yes', consent: 'no', solved: 'yes', tone: '4', offer: 'no' }, then: 'coach' },
  { answers: { greeting: 'yes', consent: 'yes', solved: 'yes', tone: '4', offer: 'yes' }, then: 'nothing' },
] as const;

/**
 * Two weeks of calls are sampled and scored: most are fine, two disputes are decided, one is open, a missed announcement costs a whole
 * score and is coached, and the scorecard has changed since. None when there are samples, or scorecards of others; one that was ended
 * while it waited for calls goes on.
 */
export async function makeDemoAudits(app: INestApplicationContext, admin_id: string, now: Date): Promise<void> {
  const postgres = app.get(PostgresService, { strict: false });
  const cards = app.get(AuditScorecardsService, { strict: false });
  const samples = app.get(AuditSamplesService, { strict: false });
  const audits = app.get(AuditsService, { strict: false });
  const clock = app.get(BusinessClock, { strict: false });
  const [known] = await postgres.query<{ has: boolean; card: string | null; supervisor: string | null }>(
    `select exists (select from public.audit_samples) or exists (select from public.audit_scorecards c where c.name <> $1) as has,
       (select c.id from public.audit_scorecards c where c.name = $1 limit 1) as card,
       (select u.id from auth.users u where u.email = 'supervisor@example.com') as supervisor`,
    [CARD.name],
  );
  if (known!.has) return;
  const admin = caller(admin_id);
  const card: CreateAuditScorecardDto = JSON.parse(JSON.stringify(CARD)) as CreateAuditScorecardDto;
  const id = known!.card ?? (await cards.create({ ...card, entity_types: ['call', 'ivr_call'] }, admin_id)).id;
  const rule = {
    ...{ scorecard_id: id, seed: 'demo', per_agent: PER_AGENT, auditor_ids: [admin_id] },
    ...{
      from_on: clock.today(new Date(now.getTime() - 13 * DAY)),
      to_on: clock.today(now),
      due_on: clock.today(new Date(now.getTime() + 7 * DAY)),
    },
  };
  for await (const _ of demoTries()) {
    if ((await samples.preview(rule, admin)).drawn >= STORIES.length) break;
  }
  const sample = await samples.create(rule, admin);
  const { data } = await audits.list({ sample_id: sample.id, order: 'asc' }, admin);
  const users = new Map(
    (await postgres.query<{ id: string; user_id: string | null }>('select id, user_id from public.agents')).map((agent) => [
      agent.id,
      agent.user_id,
    ]),
  );
  for (const [n, { answers, then }] of STORIES.entries()) {
    const audit = data[n];
    if (!audit) break;
    const given = Object.entries(answers).map(([question, answer]) => ({ question, answer }));
    await audits.act(audit.id, { action: 'score', answers: given, summary: 'Heard to the end.' }, admin, now);
    const agent = users.get(audit.agent_id);
    if (!agent || then === 'nothing') continue;
    if (then === 'acknowledge' || then === 'coach') await audits.act(audit.id, { action: 'acknowledge' }, caller(agent), now);
    else await audits.act(audit.id, { action: 'dispute', note: 'It is said in the menu before the call.' }, caller(agent), now);
    if (then === 'coach') {
      const title = answers.consent === 'no' ? 'Say that the call is recorded' : 'Greet by name, also when it is busy';
      const task = { audit_id: audit.id, title, due_on: rule.due_on };
      await app.get(CoachingTasksService, { strict: false }).create(task, admin);
    }
    if (known!.supervisor && (then === 'overturn' || then === 'uphold')) {
      const outcome = then === 'overturn' ? 'overturned' : 'upheld';
      const reviewed = given.map((answer) => (answer.question === 'consent' ? { ...answer, answer: 'yes' } : answer));
      const step = { action: 'resolve', outcome, answers: reviewed, note: 'Heard by a second person.' } as const;
      await audits.act(audit.id, step, caller(known!.supervisor), now);
    }
  }
  const [opening, matter] = card.sections;
  await cards.update(
    id,
    {
      sections: [
        { ...opening!, weight: 20 },
        { ...matter!, weight: 80 },
      ],
      critical_cap: 40,
    },
    admin_id,
  );
}

function caller(id: string): CurrentUserData {
  return { kind: 'user', id, email: '', token: '', permissions: { roles: ['admin'], full_access: true, modules: {}, scoped: {} } };
}
