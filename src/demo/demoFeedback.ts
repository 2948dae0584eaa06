import type { INestApplicationContext } from '@nestjs/common';
import { AgentFeedbackService } from '../agentFeedback/agentFeedback.service.js';
import { AgentsService } from '../agents/agents.service.js';
import { CustomerFeedbackService } from '../customerFeedback/customerFeedback.service.js';
import { CustomersService } from '../customers/customers.service.js';
import { PostgresService } from '../supabase/postgres.service.js';
import { DEMO_PEOPLE } from './demoPeople.js';

/** What a person of the demo says (by place in the list; nobody: anonymous), who looks after it, and how it went on. */
type Said = Parameters<CustomerFeedbackService['create']>[0] & { who?: number; agent?: string; answer?: string; closes?: true };
const SAID: readonly Said[] = [
  {
    who: 0,
    agent: 'bharat',
    ...{ kind: 'complaint', channel: 'call', topic: 'delivery', rating: 2, team: 'logistics' },
    comment: 'The sprayer came four days late, and the day of spraying was over.',
    answer: 'The driver had the wrong village. We have corrected your address and refunded the delivery.',
    closes: true,
  },
  {
    who: 0,
    agent: 'bharat',
    ...{ kind: 'praise', channel: 'email', topic: 'delivery', rating: 5, team: 'logistics' },
    comment: 'The second parcel came a day early, and Bharat called before. Thank you.',
    answer: 'Thank you for giving us a second chance.',
  },
  {
    who: 1,
    ...{ kind: 'complaint', channel: 'email', topic: 'delivery', rating: 1, team: 'logistics' },
    comment: 'Two of three bags were torn when they arrived.',
  },
  {
    who: 2,
    agent: 'chitra',
    ...{ kind: 'question', channel: 'chat', topic: 'price', rating: null, team: 'billing' },
    comment: 'Why is the drip kit dearer in the shop than on the phone?',
    answer: 'The shop price has the fittings in it; on the phone they are asked for apart.',
  },
  {
    who: 3,
    ...{ kind: 'suggestion', channel: 'web', topic: 'advice', rating: 4, team: 'support' },
    comment: 'Please write the waiting period on the bill, too.',
  },
  {
    ...{ kind: 'complaint', channel: 'in_person', topic: 'advice', rating: 2, team: 'support' },
    comment: 'I was told three different doses by three people.',
  },
];

/** Makes what customers of the demo think, and what is said about its agents; none when there is feedback. */
export async function makeDemoFeedback(app: INestApplicationContext, admin_id: string): Promise<void> {
  const [known] = await app
    .get(PostgresService, { strict: false })
    .query<{ has: boolean }>('select exists (select from public.customer_feedback) or exists (select from public.agent_feedback) as has');
  if (known!.has) return;
  const agents = new Map(
    (await app.get(AgentsService, { strict: false }).list({ limit: 100 })).data.map(({ email, id }) => [email?.split('@')[0], id]),
  );
  await customersSpeak(app, agents, admin_id);
  await colleaguesSpeak(app, agents, admin_id);
}

type Agents = Map<string | undefined, string>;

async function customersSpeak(app: INestApplicationContext, agents: Agents, admin_id: string): Promise<void> {
  const feedback = app.get(CustomerFeedbackService, { strict: false });
  const customers = app.get(CustomersService, { strict: false });
  for (const said of SAID) {
    const { who, agent, answer, closes, ...given } = said;
    const person = who === undefined ? undefined : DEMO_PEOPLE[who]!;
    const customer_id =
      person && (await customers.identify({ name: person.name, identities: [{ kind: 'email', value: person.email }] })).id;
    const assignee_id = agent === undefined ? null : agents.get(agent);
    const { id } = await feedback.create({ ...given, customer_id, assignee_id, is_anonymous: !person }, admin_id);
    if (agent) await feedback.act(id, { action: 'review' }, admin_id, new Date());
    if (answer) await feedback.act(id, { action: 'answer', note: answer }, admin_id, new Date());
    if (closes) await feedback.act(id, { action: 'close', note: 'The customer was called, and is content.' }, admin_id, new Date());
  }
}

/** Praise that all may read, a concern that was answered and settled, and one that nobody signed. */
async function colleaguesSpeak(app: INestApplicationContext, agents: Agents, admin_id: string): Promise<void> {
  const feedback = app.get(AgentFeedbackService, { strict: false });
  const everything = { roles: ['admin'], full_access: true, modules: {}, scoped: {} };
  const admin = { id: admin_id, permissions: everything } as Parameters<AgentFeedbackService['act']>[2];
  const of = (name: string) => agents.get(name);
  const [bharat, chitra, dev] = [of('bharat'), of('chitra'), of('dev')];
  if (!bharat || !chitra || !dev) return;
  await feedback.create(
    {
      ...{ agent_id: bharat, kind: 'praise', visibility: 'team', topic: 'tone', rating: 5 },
      comment: 'Stayed calm with an angry caller, found the parcel and called back before noon.',
    },
    admin_id,
  );
  const concern = await feedback.create(
    {
      ...{ agent_id: chitra, kind: 'concern', visibility: 'agent', topic: 'writing', rating: 3 },
      comment: 'Right, but long: two customers asked what the answer was.',
    },
    admin_id,
  );
  await feedback.act(concern.id, { action: 'acknowledge' }, admin, new Date());
  await feedback.act(concern.id, { action: 'answer', note: 'I begin with the answer now, and explain after it.' }, admin, new Date());
  await feedback.act(concern.id, { action: 'close', note: 'Ten answers read again: all short.' }, admin, new Date());
  await feedback.create(
    {
      ...{ agent_id: dev, kind: 'concern', visibility: 'managers', topic: 'knowledge', rating: 2, is_anonymous: true },
      comment: 'Gives doses from memory. Somebody should sit with him for a day.',
    },
    admin_id,
  );
}
