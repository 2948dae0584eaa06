import type { SlaPolicyDto } from '../../src/slaConfig/dto/slaPolicy.dto.js';
import { SlaReadingService } from '../../src/slaConfig/slaReading.service.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { insertRow, makeCustomer } from '../support/factories/emails.js';
import { until } from '../support/until.js';

let product: TestApp;
let always: string;
let made = 0;

const query = <R extends object>(sql: string, values: unknown[] = []) =>
  product.database.pool.query<R>(sql, values).then(({ rows }) => rows);
const reading = () => product.app.get(SlaReadingService, { strict: false });
/** All clocks are read, and all copies made. */
const settle = () =>
  until(
    () => query('select from public.sla_stale limit 1').then(({ length }) => length),
    (waiting) => waiting === 0,
  );
const ticket = async (team: string, minutes: number, customer_id: string) => {
  const created_at = new Date(Date.now() - minutes * 60_000);
  return String((await insertRow(product.database.pool, 'tickets', { subject: 'Pump leaks', team, created_at, customer_id })).id);
};
const stored = (id: string) =>
  query<{ sla_status: string | null; sla_due_at: Date | null }>('select sla_status, sla_due_at from public.tickets where id = $1', [id]);

/** A team of its own, whose work is promised within that many minutes around the clock. */
async function promised(targets: object): Promise<{ team: string; policy: SlaPolicyDto }> {
  const team = `copies-${++made}`;
  await product.call('POST', '/teams', { body: { key: team } });
  const conditions = { field: 'team', operator: 'equals', value: team };
  const body = { name: `Policy ${made}`, position: made, conditions, calendar_id: always, ...targets };
  return { team, policy: (await product.call<SlaPolicyDto>('POST', '/sla/policies', { body })).body };
}

beforeAll(async () => {
  product = await startTestApp();
  const day = [['00:00', '24:00']];
  const hours = { mon: day, tue: day, wed: day, thu: day, fri: day, sat: day, sun: day };
  always = (await product.call<{ id: string }>('POST', '/calendars', { body: { name: 'Always', hours, zone: 'UTC' } })).body.id;
});
afterAll(() => product.close());

describe('copies of what the clocks say', () => {
  it('are made after the pass, which never waits for a row that somebody holds', async () => {
    const { team } = await promised({ first_response_minutes: 100, resolution_minutes: 200 });
    const customer = await makeCustomer(product.database.pool, 'held@example.com');
    const [held, free] = [await ticket(team, 10, customer.id), await ticket(team, 10, customer.id)];
    await settle();
    const [before] = await stored(held);
    const holder = await product.database.pool.connect();
    try {
      await holder.query('begin');
      await holder.query('select from public.tickets where id = $1 for update', [held]);
      // It writes the clocks of both all the same, and what the other one shows.
      await query(`update public.customers set tier = 'vip' where id = $1`, [customer.id]);
      await query(`update public.sla_policies set first_response_minutes = 50 where conditions ->> 'value' = $1`, [team]);
      const due = (id: string) =>
        query<{ due_at: Date }>('select due_at from public.sla_items where entity_id = $1', [id]).then(([row]) => row!.due_at);
      await until(
        () => Promise.all([due(held), due(free), stored(free)]),
        ([first, second, [copy]]) => first < before!.sla_due_at! && copy!.sla_due_at?.getTime() === second.getTime(),
      );
      expect(await stored(held)).toEqual([before]);
      // Whoever holds it may change what the pass has written of, without waiting.
      await holder.query(`set local lock_timeout = '1s'`);
      await holder.query('update public.assignment_queue set reason = $2 where id = $1', [held, 'looked at']);
      await holder.query(`update public.tickets set priority = 'high' where id = $1`, [held]);
      await holder.query('commit');
    } finally {
      holder.release(true);
    }
    await settle();
    const [item] = await query<{ due_at: Date }>('select due_at from public.sla_items where entity_id = $1', [held]);
    expect(await stored(held)).toEqual([{ sla_status: 'running', sla_due_at: item!.due_at }]);
  });

  it('hold up nobody: passes and people work on the same tickets at once', async () => {
    const { team } = await promised({ first_response_minutes: 100, next_response_minutes: 50, resolution_minutes: 200 });
    const customer = await makeCustomer(product.database.pool, 'busy@example.com');
    const ids = await Promise.all(Array.from({ length: 12 }, (_, n) => ticket(team, n, customer.id)));
    const deadlocks = () =>
      query<{ deadlocks: string }>('select deadlocks from pg_stat_database where datname = current_database()').then(
        ([row]) => row!.deadlocks,
      );
    const before = await deadlocks();
    let is_working = true;
    const passes = async (minutes: number) => {
      for (let n = 0; is_working; n += 1) {
        await query(`update public.sla_policies set first_response_minutes = $2 where conditions ->> 'value' = $1`, [
          team,
          minutes + (n % 5),
        ]);
        await reading().rebuild(() => new Date(), { live: true });
      }
    };
    const statuses = ['open', 'pending', 'on_hold', 'resolved'];
    const people = async (person: number) => {
      const answers: number[] = [];
      for (let n = 0; n < 12; n += 1) {
        const id = ids[(n * 5 + person * 3) % ids.length];
        const body = n % 3 === 0 ? { priority: ['low', 'high', 'urgent'][(n + person) % 3] } : { status: statuses[(n + person) % 4] };
        answers.push((await product.call('PATCH', `/tickets/${id}`, { body })).status);
      }
      return answers;
    };
    const passing = [passes(60), passes(80)];
    const answers = (await Promise.all([0, 1, 2, 3].map(people))).flat();
    is_working = false;
    await Promise.all(passing);
    expect(answers.filter((status) => status >= 500)).toEqual([]);
    expect(answers.filter((status) => status === 200).length).toBeGreaterThan(30);
    await settle();
    expect(await deadlocks()).toBe(before);
    const wrong = await query(
      `select t.id from public.sla_standings('ticket', $1) s join public.tickets t on t.id = s.entity_id
       left join public.assignment_queue q on q.id = t.id
       where (t.sla_status, t.sla_due_at) is distinct from (s.status, s.due_at)
         or (q.id is not null and q.sla_due_at is distinct from s.due_at)`,
      [ids],
    );
    expect(wrong).toEqual([]);
  });

  it('are made by whoever comes next, when the one who read has died before', async () => {
    const { team } = await promised({ first_response_minutes: 100 });
    const customer = await makeCustomer(product.database.pool, 'died@example.com');
    const id = await ticket(team, 10, customer.id);
    await settle();
    const [right] = await stored(id);
    // As it is left by a node that ends between the pass and the copies.
    await query('update public.tickets set sla_status = null, sla_due_at = null where id = $1', [id]);
    await query(`insert into public.sla_stale (entity_type, entity_id, is_read) values ('ticket', $1, true)`, [id]);
    await reading().sweep(() => new Date());
    await settle();
    expect(await stored(id)).toEqual([right]);
  });
});
