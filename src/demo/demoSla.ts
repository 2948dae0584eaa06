import type { INestApplicationContext } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { CalendarsService } from '../calendars/calendars.service.js';
import { SlaPoliciesService } from '../slaConfig/slaPolicies.service.js';
import { BusinessClock } from '../common/timeRange/businessClock.js';
import { PostgresService } from '../supabase/postgres.service.js';
import { TicketsService } from '../tickets/tickets.service.js';
import { DEMO_PEOPLE } from './demoPeople.js';

const POLICY = 'Machine down in the field';
const TAG = 'machine down';
/** The ticket that nobody answers is late so soon after it was made. */
const MINUTES = 1;

/**
 * A week of tickets that were answered sooner or later, for the report and the simulation, and one whose promise is broken a minute after
 * the start. None when its policy is there.
 */
export async function makeDemoPromises(app: INestApplicationContext, admin_id: string, now: Date): Promise<void> {
  const [postgres, tickets, calendars, policies] = [
    app.get(PostgresService, { strict: false }),
    app.get(TicketsService, { strict: false }),
    app.get(CalendarsService, { strict: false }),
    app.get(SlaPoliciesService, { strict: false }),
  ] as const;
  const [known] = await postgres.query<{ has: boolean }>('select exists (select from public.sla_policies where name = $1) as has', [
    POLICY,
  ]);
  if (known!.has) return;
  const customers = await postgres.query<{ customer_id: string }>(
    `select customer_id from public.customer_identities where kind = 'email' and value = any ($1) and ended_at is null order by value`,
    [DEMO_PEOPLE.map(({ email }) => email)],
  );
  const ids = customers.map(({ customer_id }) => customer_id);
  const { zone } = app.get(BusinessClock, { strict: false });
  const week = await postgres.query<{ ticket_id: string }>(WEEK, [now, ids, admin_id, zone]);
  await postgres.query(RESOLVED_THEN, [week.map(({ ticket_id }) => ticket_id)]);

  const day: [string, string][] = [['00:00', '24:00']];
  const hours = { mon: day, tue: day, wed: day, thu: day, fri: day, sat: day, sun: day };
  const always = await calendars.create({ name: 'Around the clock', hours }, now);
  const conditions = { field: 'labels', operator: 'has_any', value: [TAG] };
  await policies.create({ name: POLICY, conditions, first_response_minutes: MINUTES, calendar_id: always.id, position: 1 }, now);
  const caller = { id: admin_id, permissions: { roles: ['admin'], full_access: true, modules: {}, scoped: {} } };
  // Nobody is in its team, so nobody of the shift answers it.
  const ticket = { subject: 'Sprayer stands still in the field', team: 'machines', priority: 'urgent', channel: 'manual' } as const;
  await tickets.create({ ...ticket, tags: [TAG], customer_id: ids[0] }, randomUUID(), caller);
}

/**
 * Six tickets on each of the last seven days, from 9:20 on by the business zone, each answered after half an hour to seven hours and
 * resolved twenty minutes later; when its status began is put right.
 */
const WEEK = `
  with story as (
    select d, n, gen_random_uuid() as id, t.at, t.at + (30 + (d * 6 + n) * 97 % 390) * interval '1 minute' as answered_at
    from generate_series(1, 7) d, generate_series(0, 5) n
    cross join lateral (
      select (date_trunc('day', $1::timestamptz at time zone $4) - d * interval '1 day' + interval '9 hours 20 minutes'
        + n * interval '50 minutes') at time zone $4 as at) t
  ), made as (
    insert into public.tickets
      (id, subject, channel, category, customer_id, status, created_at, status_since, first_response_at, resolved_at)
    select id,
      (array['Nozzle drips', 'Invoice is missing', 'Seeds came late', 'Pump makes noise', 'Wrong size of hose', 'How much urea?'])[1 + n],
      'manual', 'question', ($2::uuid[])[1 + (d + n) % cardinality($2::uuid[])], 'resolved', at,
      answered_at + interval '20 minutes', answered_at,
      answered_at + interval '20 minutes'
    from story
    returning id
  )
  insert into public.ticket_comments (ticket_id, visibility, source, body, created_by, created_at)
  select m.id, 'public', 'agent', 'We have looked into it, and this is what to do.', $3::uuid, s.answered_at
  from made m join story s using (id)
  returning ticket_id`;
const RESOLVED_THEN = `
  with put_right as (
    update public.sla_status_changes c set at = t.resolved_at from public.tickets t
    where t.id = any ($1) and c.entity_type = 'ticket' and c.entity_id = t.id returning t.id
  )
  select public.follow_sla_items('ticket', array_agg(id)) from put_right`;
