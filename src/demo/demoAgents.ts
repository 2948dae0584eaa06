import type { INestApplicationContext } from '@nestjs/common';
import { DateTime } from 'luxon';
import { AgentsService } from '../agents/agents.service.js';
import { EmbeddedAuth } from '../auth/embeddedAuth.js';
import { CalendarsService } from '../calendars/calendars.service.js';
import { BusinessClock } from '../common/timeRange/businessClock.js';
import { SANDBOX_AGENTS } from '../providers/kaleyra/kaleyra.sandbox.js';
import { Random } from '../providers/sandbox/random.js';
import { PostgresService } from '../supabase/postgres.service.js';
import { TeamsService } from '../teams/teams.service.js';

/** A person of the demo: the first name, how to sign in, what he is there for. */
interface DemoAgent {
  name: string;
  email: string;
  teams: string[];
  skills: Record<string, number>;
}

/** Asha is whoever signs in as agent@example.com; the others work by themselves. */
export const DEMO_AGENTS: readonly DemoAgent[] = [
  { name: 'Asha', email: 'agent@example.com', teams: ['support', 'billing', 'logistics'], skills: { refunds: 4 } },
  { name: 'Bharat', email: 'bharat@example.com', teams: ['logistics', 'quality', 'support'], skills: { refunds: 2 } },
  { name: 'Chitra', email: 'chitra@example.com', teams: ['billing', 'support', 'sales'], skills: { refunds: 5 } },
  { name: 'Dev', email: 'dev@example.com', teams: ['sales', 'logistics', 'support'], skills: {} },
  { name: 'Esha', email: 'esha@example.com', teams: ['quality', 'billing', 'support', 'logistics'], skills: { refunds: 3 } },
];
const TEAMS = { support: 'Support', logistics: 'Logistics', billing: 'Billing', quality: 'Quality', sales: 'Sales' };
const CALENDAR = 'Around the clock (demo)';
const WORKED_DAYS = 6;

/** Makes the teams of the demo and the agents in them, each with a user who has this password, and their last week. Twice is once. */
export async function ensureDemoAgents(app: INestApplicationContext, password: string): Promise<void> {
  const postgres = app.get(PostgresService, { strict: false });
  const agents = app.get(AgentsService, { strict: false });
  const calendar_id = await ensureCalendar(app);
  await ensureTeams(app, calendar_id);
  for (const [index, { name, email, teams, skills }] of DEMO_AGENTS.entries()) {
    const phone_number = SANDBOX_AGENTS[index]!;
    const [known] = await postgres.query<{ id: string; user_id: string | null; deleted_at: Date | null }>(
      'select id, user_id, deleted_at from public.agents where phone_number = $1',
      [phone_number],
    );
    if (known?.user_id || known?.deleted_at) continue;
    const user = await app.get(EmbeddedAuth, { strict: false }).ensureUser(email, password, 'agent');
    const agent = { name: `${name} (demo)`, email, user_id: user.id, phone_number, teams, skills, calendar_id, languages: [] };
    const { id } = await (known ? agents.update(known.id, agent) : agents.create(agent));
    await workLastWeek(app, id, index);
  }
}

async function ensureCalendar(app: INestApplicationContext): Promise<string> {
  const calendars = app.get(CalendarsService, { strict: false });
  const [known] = (await calendars.list({ search: CALENDAR, limit: 1 })).data;
  if (known) return known.id;
  const day: [string, string][] = [['00:00', '24:00']];
  const hours = { mon: day, tue: day, wed: day, thu: day, fri: day, sat: day, sun: day };
  return (await calendars.create({ name: CALENDAR, hours }, new Date())).id;
}

async function ensureTeams(app: INestApplicationContext, calendar_id: string): Promise<void> {
  const teams = app.get(TeamsService, { strict: false });
  const known = new Map((await teams.list({ limit: 200 })).data.map((team) => [team.key, team]));
  for (const [key, name] of Object.entries(TEAMS)) {
    const team = known.get(key);
    if (!team) await teams.create({ key, name, calendar_id });
    // One that e-mails had named before there were teams has no calendar yet.
    else if (team.calendar_id === null) await teams.update(team.id, { name, calendar_id });
  }
}

/** Days with a lunch, calls and an end, so that the statistics of the week have something to add up. */
async function workLastWeek(app: INestApplicationContext, agent_id: string, index: number): Promise<void> {
  const postgres = app.get(PostgresService, { strict: false });
  const { zone } = app.get(BusinessClock, { strict: false });
  const random = new Random(`week of agent ${index}`);
  const today = DateTime.now().setZone(zone).startOf('day');
  for (let back = WORKED_DAYS; back >= 1; back -= 1) {
    const day = today.minus({ days: back });
    if (day.weekday === 7) continue;
    const pieces: [status: string, reason: string, minutes: number][] = [
      ['available', '', random.int(40, 90)],
      ['busy', 'on a call', random.int(8, 20)],
      ['wrap_up', 'writes down what was said', random.int(3, 8)],
      ['available', '', random.int(60, 100)],
      ['away', 'lunch', random.int(30, 50)],
      ['available', '', random.int(60, 120)],
      ['busy', 'on a call', random.int(10, 30)],
      ['available', '', random.int(60, 150)],
    ];
    const starts_at = day.plus({ hours: 9, minutes: random.int(0, 25) });
    let at = starts_at;
    for (const [status, reason, minutes] of pieces) {
      // The past is written as it was: the functions of the product know the present only.
      await postgres.query(
        `insert into public.agent_availability (agent_id, status, availability, reason, source, started_at, ended_at)
         values ($1, $2, $2, $3, 'choice', $4, $5)`,
        [agent_id, status, reason, at.toJSDate(), (at = at.plus({ minutes })).toJSDate()],
      );
    }
    await postgres.query(`insert into public.work_intervals (agent_id, started_at, ended_at, ended_by) values ($1, $2, $3, 'person')`, [
      agent_id,
      starts_at.toJSDate(),
      at.toJSDate(),
    ]);
  }
}
