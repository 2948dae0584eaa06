import type { INestApplicationContext } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { AgentsService } from '../agents/agents.service.js';
import { AgentTimeService } from '../agents/agentTime.service.js';
import type { AgentDto } from '../agents/dto/agent.dto.js';
import { CallCategoriesService } from '../callCategories/callCategories.service.js';
import { ChatReplyService } from '../chatIngestion/replies/chatReply.service.js';
import { ConversationsService } from '../chatIngestion/conversations/conversations.service.js';
import { PermissionsPort } from '../common/auth/permissions.port.js';
import { AppError } from '../common/errors/appError.js';
import { runInContext } from '../common/log/requestContext.js';
import { EmailReplyService } from '../gmailIngestion/replies/emailReply.service.js';
import { EmailsService } from '../gmailIngestion/emails/emails.service.js';
import { IvrCallsService } from '../ivrWebhooks/calls/ivrCalls.service.js';
import { Random } from '../providers/sandbox/random.js';
import type { AssignmentDto } from '../queryAssignments/dto/queryAssignment.dto.js';
import { QueryAssignmentsService } from '../queryAssignments/queryAssignments.service.js';
import { LeadsService } from '../leads/leads.service.js';
import { TicketsService } from '../tickets/tickets.service.js';
import { DEMO_AGENTS } from './demoAgents.js';

const STEP_MS = 10_000;
/** How long an agent looks at what he was given before he does something, milliseconds. */
const LOOKS_MS = 8_000;
const FEWEST_THERE = 2;
const MOST_THERE = 4;
const ANSWER = 'Thank you for your message. We looked into it and have taken care of it; please write again if anything is left.';

/** The agents of the demo at work: they come and go, take what the router gives them, answer it, or hand it back. */
export class DemoShift {
  private readonly random = new Random('shift');
  private readonly agents: AgentsService;
  private readonly time: AgentTimeService;
  private readonly assignments: QueryAssignmentsService;
  /** The call that an agent called back, and has to write down yet. */
  private readonly calledBack = new Map<string, string>();
  private timer?: NodeJS.Timeout;
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly app: INestApplicationContext,
    private readonly logger: Logger,
  ) {
    this.agents = app.get(AgentsService, { strict: false });
    this.time = app.get(AgentTimeService, { strict: false });
    this.assignments = app.get(QueryAssignmentsService, { strict: false });
  }

  /** Begins; what goes wrong is logged and tried again a step later. */
  begin(): void {
    this.timer = setInterval(() => {
      this.running = this.running.then(() => this.step());
    }, STEP_MS);
    this.timer.unref();
    this.running = this.step();
  }

  async end(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  private async step(): Promise<void> {
    try {
      const people = await this.people();
      await this.comeAndGo(people);
      for (const agent of people) if (agent.availability === 'available') await this.work(agent);
    } catch (error) {
      this.logger.warn({ err: error }, "the demo's agents do not work");
    }
  }

  /** All but the one that a visitor may be. */
  private async people(): Promise<AgentDto[]> {
    const names = DEMO_AGENTS.slice(1).map(({ email }) => email);
    const { data } = await this.agents.list({ limit: 200, is_active: true });
    return data.filter(({ email, user_id }) => email !== null && user_id !== null && names.includes(email));
  }

  private async comeAndGo(people: AgentDto[]): Promise<void> {
    const there = people.filter(({ clocked_in_at }) => clocked_in_at !== null);
    const away = people.filter(({ clocked_in_at }) => clocked_in_at === null);
    if (away.length > 0 && (there.length < FEWEST_THERE || (there.length < MOST_THERE && this.random.chance(0.15)))) {
      const agent = this.random.pick(away);
      await this.time.clockIn(agent.id, {}, await this.as(agent));
    } else if (there.length > 0 && this.random.chance(0.15)) {
      const agent = this.random.pick(there);
      const user = await this.as(agent);
      if (agent.availability !== 'available') await this.time.setStatus(agent.id, { status: 'available' }, user);
      else if (there.length > FEWEST_THERE && this.random.chance(0.4)) await this.time.clockOut(agent.id, user);
      else await this.time.setStatus(agent.id, { status: 'away', reason: 'short break' }, user);
    }
  }

  /** One thing: what he has longest; who has nothing takes a missed call. */
  private async work(agent: AgentDto): Promise<void> {
    const { data } = await this.assignments.list({ agent_id: agent.id, is_live: true, order: 'asc', limit: 50 });
    // Farmers are told by whoever tries the demo.
    const item = data.find(({ entity_type }) => entity_type !== 'agri_consultation');
    const called_back = this.calledBack.get(agent.id);
    if (called_back !== undefined) {
      this.calledBack.delete(agent.id);
      return this.complete(called_back, agent.user_id!);
    }
    if (!item) return this.claim(agent);
    if (Date.parse(item.accepted_at ?? item.assigned_at) > Date.now() - LOOKS_MS) return;
    const user = await this.as(agent);
    if (item.status !== 'accepted') {
      const hands_back = this.random.chance(0.1);
      const body = hands_back ? { action: 'return' as const, note: 'A colleague knows this better.' } : { action: 'accept' as const };
      await this.assignments.act(item.id, body, user);
    } else {
      await this.finish(item, user.id);
    }
  }

  /** Whoever waits is called; the others buy, or do not. */
  private async seeLeadOn(id: string, user_id: string): Promise<void> {
    const leads = this.service(LeadsService);
    const everything = { roles: ['admin'], full_access: true, modules: {}, scoped: {} };
    const { waiting_since } = await leads.get(id, everything);
    if (waiting_since !== null) await leads.touch(id, { direction: 'outbound', source: 'phone' }, randomUUID(), user_id, everything);
    else if (this.random.chance(0.4)) await leads.act(id, { action: 'win' }, everything);
    else await leads.act(id, { action: 'lose', note: 'Bought elsewhere.' }, everything);
  }

  private async finish(item: AssignmentDto, user_id: string): Promise<void> {
    const author = { send_id: randomUUID(), created_by: user_id };
    const now = new Date();
    if (item.entity_type === 'ivr_call') {
      await this.service(IvrCallsService).callBack(item.entity_id, {}, user_id);
      if (item.agent_id !== null) this.calledBack.set(item.agent_id, item.entity_id);
      return;
    }
    if (item.entity_type === 'ticket') {
      await this.service(TicketsService).update(item.entity_id, { status: 'resolved' });
      return;
    }
    if (item.entity_type === 'lead') {
      await this.seeLeadOn(item.entity_id, user_id);
      return;
    }
    const is_chat = item.entity_type === 'conversation';
    try {
      if (is_chat) {
        await this.service(ChatReplyService).reply(item.entity_id, { text: ANSWER, set_status: 'resolved' }, author, now);
      } else {
        const { messages } = await this.service(EmailsService).getThread(item.entity_id, {}, user_id, now);
        const answered = messages.findLast(({ direction }) => direction === 'inbound');
        if (answered) {
          const body_text = answered.suggested_reply ?? ANSWER;
          await this.service(EmailReplyService).reply(answered.id, { body_text, set_status: 'resolved' }, author);
          return;
        }
        await this.service(EmailsService).updateThread(item.entity_id, { status: 'resolved' });
      }
    } catch (error) {
      // The customer wrote too long ago, wants no messages, has no address: it is looked at and put away.
      if (!(error instanceof AppError)) throw error;
      if (is_chat) await this.service(ConversationsService).update(item.entity_id, { status: 'resolved' }, now);
      else await this.service(EmailsService).updateThread(item.entity_id, { status: 'resolved' });
    }
  }

  /** The first missed call that nobody has. */
  private async claim(agent: AgentDto): Promise<void> {
    const calls = this.service(IvrCallsService);
    const open = (await calls.missed({ order: 'asc', limit: 50 })).data.find(({ assignee_id }) => assignee_id === null);
    if (open) await calls.claim(open.id, {}, await this.as(agent), new Date()).catch(unlessRefused);
  }

  /** What the caller wanted is written down, also when nobody answered. */
  private async complete(id: string, user_id: string): Promise<void> {
    const calls = this.service(IvrCallsService);
    const { department, closed_at } = await calls.get(id);
    const { data } = await this.service(CallCategoriesService).tree({ is_active: true }, department ?? undefined);
    const category = data.length > 0 ? this.random.pick(data) : undefined;
    const notes = closed_at === null ? 'We called back; nobody answered.' : 'We called back and talked.';
    const complete = () => calls.complete(id, { category_id: category?.id, notes });
    await runInContext({ request_id: randomUUID(), user_id }, complete).catch(unlessRefused);
  }

  private service<T>(type: abstract new (...args: never[]) => T): T {
    return this.app.get(type, { strict: false });
  }

  private async as({ user_id, email }: AgentDto) {
    const permissions = await this.service(PermissionsPort).of(user_id!);
    return { kind: 'user' as const, id: user_id!, email: email!, token: '', permissions };
  }
}

/** A colleague was faster, or it needs nothing any more. */
function unlessRefused(error: unknown): void {
  if (!(error instanceof AppError)) throw error;
}
