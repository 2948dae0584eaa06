import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { Random } from '../../../src/providers/sandbox/random.js';
import { insertRow } from '../../support/factories/emails.js';

/** Tickets and IVR calls, whose clocks are read beside those of e-mails, and copied to their own rows. */
export interface OtherWork {
  tickets: string[];
  calls: string[];
  provider_id: string;
  category_id: string;
}

const NUMBERS = ['+447700900111', '+447700900112', '+447700900113'];
const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000);

/** As many of both, with a provider of their own. */
export async function makeOtherWork(pool: pg.Pool, random: Random, amount: number): Promise<OtherWork> {
  const { id: provider_id } = await insertRow(pool, 'ivr_providers', {
    slug: 'proof',
    name: 'Proof',
    field_mapping: JSON.stringify({ call_id: { path: 'id' } }),
  });
  const customer = await insertRow(pool, 'customers', { name: 'Meena' });
  const { id: category_id } = await insertRow(pool, 'call_categories', { name: 'Asked something' });
  const work: OtherWork = { tickets: [], calls: [], provider_id, category_id };
  for (let n = 0; n < amount; n += 1) {
    const ticket = { subject: `Pump ${n}`, channel: 'manual', customer_id: customer.id, created_at: ago(random.int(1, 240)) };
    work.tickets.push((await insertRow(pool, 'tickets', ticket)).id);
    await stepCall(pool, random, work);
  }
  return work;
}

export async function stepTicket(pool: pg.Pool, random: Random, { tickets }: OtherWork, agents: { id: string }[]): Promise<void> {
  const id = random.pick(tickets);
  const set = (columns: string, ...values: unknown[]) => pool.query(`update public.tickets set ${columns} where id = $1`, [id, ...values]);
  switch (random.int(0, 5)) {
    case 0:
    case 1:
      await insertRow(pool, 'ticket_comments', {
        ticket_id: id,
        visibility: 'public',
        source: random.pick(['customer', 'agent', 'agent', 'automatic']),
        body: 'More of it.',
        created_at: ago(random.int(0, 120)),
      });
      return;
    case 2:
      await set('status = $2', random.pick(['open', 'pending', 'on_hold', 'resolved', 'closed']));
      return;
    case 3:
      await set('priority = $2, team = $3', random.pick(['low', 'urgent']), random.pick([null, 'billing']));
      return;
    case 4:
      await set('assignee_id = $2', random.pick(agents).id);
      return;
    default:
      await pool.query(
        `update public.ticket_comments set deleted_at = case when deleted_at is null then now() end
         where id = (select id from public.ticket_comments where ticket_id = $1 order by created_at desc limit 1)`,
        [id],
      );
  }
}

/** A caller of a few calls, is missed or answered, gives up, or is put away by a person. */
export async function stepCall(pool: pg.Pool, random: Random, work: OtherWork): Promise<void> {
  const kind = work.calls.length === 0 ? 0 : random.int(0, 3);
  if (kind <= 1) {
    const began = random.int(1, 240);
    const call = await insertRow(pool, 'ivr_calls', {
      provider_id: work.provider_id,
      provider_call_id: randomUUID(),
      customer_number: random.pick(NUMBERS),
      direction: random.pick(['inbound', 'inbound', 'inbound', 'outbound']),
      provider_status: random.pick(['missed', 'missed', 'answered', 'hangup']),
      started_at: ago(began),
      ended_at: ago(began - 1),
    });
    work.calls.push(call.id);
    return;
  }
  const id = random.pick(work.calls);
  if (kind === 2)
    await pool.query(`update public.ivr_calls set provider_status = 'answered', answered_at = started_at where id = $1`, [id]);
  else
    await pool.query(
      `update public.ivr_calls set category_id = $2, status = case when status = 'completed' then 'missed' else 'completed' end
       where id = $1 and provider_status = 'missed'`,
      [id, work.category_id],
    );
}

/** Rows that say something else of their clocks than the clocks do. */
export async function wrongCopies(pool: pg.Pool): Promise<string[]> {
  const { rows } = await pool.query<{ fault: string }>(
    `select 'ticket ' || t.number || ' has another promise than its clocks' as fault
     from public.tickets t cross join lateral public.sla_standings('ticket', array[t.id]) s
     where (t.sla_status, t.sla_due_at) is distinct from (s.status, s.due_at)
     union all
     select 'call ' || c.id || ' has another promise than its clocks'
     from public.ivr_calls c cross join lateral public.sla_standings('ivr_call', array[c.id]) s
     where (c.sla_tier, c.sla_status, c.sla_due_at, c.sla_breached_at) is distinct from (s.tier, s.status, s.due_at, s.breached_at)`,
  );
  return rows.map(({ fault }) => fault);
}
