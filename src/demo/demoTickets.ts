import type { INestApplicationContext } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { runInContext } from '../common/log/requestContext.js';
import { PostgresService } from '../supabase/postgres.service.js';
import { TicketsService } from '../tickets/tickets.service.js';
import { demoTries } from './demoTries.js';

/** What the demo's tickets are made from, newest first, and what becomes of the n-th of them. Angry VIPs have theirs by a rule. */
const SOURCES = {
  email_thread: `select id::text from public.email_threads
    where message_count > 0 and customer_id in (select id from public.customers where tier <> 'vip')
    order by last_message_at desc limit 4`,
  conversation: `select id::text from public.conversations where merged_into is null order by last_message_at desc limit 3`,
  ivr_call: `select id::text from public.ivr_calls where status = 'missed' order by started_at desc limit 2`,
  call: `select call_id as id from public.kaleyra_calls where outcome = 'missed' order by start_time desc limit 2`,
};
const BECOMES = [
  { category: 'delivery', tags: ['late'] },
  { category: 'product fault', tags: ['pump'], priority: 'high' },
  { category: 'delivery', status: 'pending' },
  { category: 'question', status: 'resolved' },
] as const;

/** Makes tickets from what customers of the demo wrote and from their calls, once it is there; none when there are any. */
export async function makeDemoTickets(app: INestApplicationContext, admin_id: string): Promise<void> {
  const postgres = app.get(PostgresService, { strict: false });
  const tickets = app.get(TicketsService, { strict: false });
  const [known] = await postgres.query<{ has: boolean }>(
    `select exists (select from public.tickets where channel <> 'manual' and not tags && '{vip}') as has`,
  );
  if (known!.has) return;
  const caller = { id: admin_id, permissions: { roles: ['admin'], full_access: true, modules: {}, scoped: {} } };
  const missing = new Set(Object.keys(SOURCES) as (keyof typeof SOURCES)[]);
  for await (const _ of demoTries()) {
    for (const entity_type of missing) {
      const found = await postgres.query<{ id: string }>(SOURCES[entity_type]);
      if (found.length < 2) continue;
      missing.delete(entity_type);
      for (const [n, { id }] of found.entries()) {
        const { status, ...given } = { status: undefined, ...BECOMES[n]! };
        const source = { entity_type, entity_id: id };
        const ticket = await tickets.create({ ...given, tags: 'tags' in given ? [...given.tags] : [], source }, randomUUID(), caller);
        // As the admin: a customer is asked how it was only when a person resolved his matter.
        if (status) await runInContext({ request_id: 'demo', user_id: admin_id }, () => tickets.update(ticket.id, { status }));
      }
    }
    if (missing.size === 0) return;
  }
}
