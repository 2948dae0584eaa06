import type pg from 'pg';
import type { Random } from '../../../src/providers/sandbox/random.js';
import { makeMailbox } from '../../support/factories/emails.js';
import { until } from '../../support/until.js';

const STRATEGIES = ['round_robin', 'least_loaded', 'longest_idle', 'most_idle', 'skill_based'];
/** How much each agent takes when there is little room. */
const LIMIT = 4;

/** What agents and customers do, by the functions of the database that the API calls. */
export class RoutingStory {
  arrived = 0;
  private readonly agents: string[] = [];
  private mailbox?: { id: string };

  constructor(
    private readonly pool: pg.Pool,
    private readonly random: Random,
  ) {}

  /** Agents who speak one language or several. */
  async hire(count: number): Promise<void> {
    this.mailbox = await makeMailbox(this.pool, { is_watched: false });
    // Whoever the demo brought is not asked.
    await this.pool.query('update public.agents set is_active = false');
    const { rows } = await this.pool.query<{ id: string }>(
      `insert into public.agents (name, phone_number) select 'Agent ' || n, '77000' || n from generate_series(1, $1::int) n returning id`,
      [count],
    );
    this.agents.push(...rows.map(({ id }) => id).sort());
  }

  async policy(strategy: string): Promise<void> {
    await this.pool.query(`update public.routing_policies set strategy = $1, sticky = false where team_id is null`, [strategy]);
  }

  /** New work, in one piece. */
  async arrive(count: number): Promise<void> {
    this.arrived += count;
    await this.pool.query(
      `with threads as (
         insert into public.email_threads (support_email_id, subject, priority)
         select $1, 'Work ' || n, (array['low', 'normal', 'normal', 'high', 'urgent'])[1 + n % 5] from generate_series(1, $2::int) n
         returning id, priority
       )
       insert into public.emails
         (support_email_id, thread_id, thread_reason, direction, message_id, from_email, from_name, subject, snippet, body_text, new_text,
          received_at, priority)
       select $1, t.id, 'new', 'inbound', '<' || t.id || '@mail.example.com>', 'asha@example.com', 'Asha', 'Work', 'Hello', 'Hello',
         'Hello', clock_timestamp(), t.priority
       from threads t`,
      [this.mailbox!.id, count],
    );
  }

  /** With room for so many. */
  async everybodyComes(room: number): Promise<void> {
    const capacity = { total: room, email: { limit: room, weight: 1 } };
    await this.pool.query('update public.agents set capacity = capacity || $2 where id = any ($1)', [this.agents, capacity]);
    for (const id of this.agents) {
      await this.pool.query('select public.clock_in(id) from public.agents where id = $1 and clocked_in_at is null', [id]);
      await this.pool.query(`select public.set_agent_status($1, 'available')`, [id]);
    }
  }

  /** From now on there is little room. */
  async limit(): Promise<void> {
    const capacity = { total: LIMIT, email: { limit: LIMIT, weight: 1 } };
    await this.pool.query('update public.agents set capacity = capacity || $2 where id = any ($1)', [this.agents, capacity]);
  }

  async resolveAll(): Promise<void> {
    await this.pool.query(`update public.email_threads set status = 'resolved' where support_email_id = $1`, [this.mailbox!.id]);
  }

  /** Something that people do. */
  async act(): Promise<void> {
    const agent = this.random.pick(this.agents);
    const held = () =>
      this.pool
        .query<{ id: string; entity_id: string }>(
          `select id, entity_id from public.query_assignments where agent_id = $1 and ended_at is null order by entity_id limit 1`,
          [agent],
        )
        .then(({ rows }) => rows[0]);
    const steps = { open: { return: 'returned', release: 'released' } };
    await this.random.weighted<() => Promise<unknown>>([
      [
        async () => {
          const one = await held();
          if (one) await this.pool.query(`select public.update_email_thread($1, '{"status": "resolved"}')`, [one.entity_id]);
        },
        50,
      ],
      [
        async () => {
          const one = await held();
          const action = this.random.pick(['return', 'release']);
          if (one) await this.pool.query('select public.act_on_assignment($1, $2, $3)', [steps, one.id, action]).catch(unlessTaken);
        },
        12,
      ],
      [
        async () => {
          const one = await held();
          if (one) await this.pool.query(`select public.update_email_thread($1, '{"assignee_id": null}')`, [one.entity_id]);
        },
        8,
      ],
      [
        () =>
          this.pool.query(`select public.set_agent_status($1, $2)`, [agent, this.random.pick(['available', 'available', 'away', 'busy'])]),
        14,
      ],
      [() => this.pool.query('select public.clock_out(id) from public.agents where id = $1 and clocked_in_at is not null', [agent]), 5],
      [() => this.pool.query('select public.clock_in(id) from public.agents where id = $1 and clocked_in_at is null', [agent]), 8],
      [() => this.policy(this.random.pick(STRATEGIES)), 3],
    ])();
  }

  /** Until nothing waits any more, or a minute: what waits then is a fault that the checks afterwards name. */
  async settle(): Promise<void> {
    await until(
      async () => (await this.pool.query('select from public.assignment_queue')).rowCount,
      (waiting) => waiting === 0,
      60,
      50,
    ).catch(() => undefined);
  }

  /** Until the router has done what it can. */
  async quiet(): Promise<void> {
    let [last, since] = [-1, Date.now()];
    await until(
      async () => Number((await this.pool.query<{ n: string }>('select count(*) as n from public.query_assignments')).rows[0]!.n),
      (now) => {
        if (now !== last) [last, since] = [now, Date.now()];
        return Date.now() - since > 1_000;
      },
      60,
      50,
    );
  }

  /** Equal agents who were there all the time have equally much, but for one. */
  async unfair(): Promise<string[]> {
    const { rows } = await this.pool.query<{ most: string; least: string }>(
      `select max(c.held) as most, min(c.held) as least
       from (
         select a.id, count(q.id) as held
         from unnest($1::uuid[]) a (id) left join public.query_assignments q on q.agent_id = a.id group by 1
       ) c`,
      [this.agents],
    );
    const { most, least } = rows[0]!;
    return Number(most) - Number(least) > 1 ? [`unfair: one agent got ${most}, another one ${least}`] : [];
  }

  /** What waits though somebody has room for it. */
  async waitingForNothing(): Promise<string[]> {
    const { rows } = await this.pool.query<{ id: string }>(
      `select q.id from public.assignment_queue q
       where exists (
         select from public.agents a
         where a.id = any ($1) and a.availability = 'available' and a.clocked_in_at is not null
           and (select count(*) from public.agent_email_threads h where h.agent_id = a.id) < $2
           and a.id is distinct from (
             select case when r.status = 'returned' then r.agent_id end from public.query_assignments r
             where r.entity_id = q.id order by r.assigned_at desc limit 1))`,
      [this.agents, LIMIT],
    );
    return rows.map(({ id }) => `${id} waits though there is room`);
  }
}

/** Somebody else may have been faster. */
function unlessTaken(error: { code?: string }): void {
  if (error.code !== 'P0409') throw error as Error;
}
