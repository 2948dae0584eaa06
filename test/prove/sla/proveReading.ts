import type pg from 'pg';
import type { BusinessClock } from '../../../src/common/timeRange/businessClock.js';
import { Random } from '../../../src/providers/sandbox/random.js';
import { SlaRepository } from '../../../src/slaConfig/sla.repository.js';
import { SlaReadingService } from '../../../src/slaConfig/slaReading.service.js';
import type { PostgresService, Query } from '../../../src/supabase/postgres.service.js';
import { insertRow, makeEmail, makeMailbox } from '../../support/factories/emails.js';
import { makeOtherWork, stepCall, stepTicket, wrongCopies } from './otherWork.js';

export const READING_SABOTAGES = ['deaf', 'forgetful', 'uncopied'] as const;
export type ReadingSabotage = (typeof READING_SABOTAGES)[number];

export interface ReadingProof {
  steps: number;
  /** Passes that were killed before they were done. */
  kills: number;
  clocks: number;
  notices: number;
  faults: string[];
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/**
 * What happens to threads, tickets and calls, in random order, on a database of its own, with passes that are killed now and then, and a
 * day without any.
 */
export async function proveReading(
  pool: pg.Pool,
  seed: string,
  threads: number,
  steps: number,
  sabotage?: ReadingSabotage,
): Promise<ReadingProof> {
  const random = new Random(seed);
  const proof: ReadingProof = { steps, kills: 0, clocks: 0, notices: 0, faults: [] };
  const reader = new Reader(pool);
  await pool.query(`update public.sla_policies set first_response_minutes = 40, next_response_minutes = 30, resolution_minutes = 200`);
  // The policies are older than what happens, so that what is late is news.
  await pool.query(
    `alter table public.sla_policies disable trigger user; update public.sla_policies set updated_at = now() - interval '9 days'`,
  );
  await pool.query(`update public.calendars set hours = (select jsonb_object_agg(d, '[["00:00", "24:00"]]'::jsonb)
      from unnest('{mon,tue,wed,thu,fri,sat,sun}'::text[]) d)`);
  const agents = await Promise.all(['Asha', 'Ravi'].map((name) => insertRow(pool, 'agents', { name })));
  const mailbox = await makeMailbox(pool);
  const ids: string[] = [];
  for (let n = 0; n < threads; n += 1)
    ids.push(
      String(
        (await makeEmail(pool, mailbox, { received_at: ago(random.int(1, 240)), assignee_id: random.pick([null, agents[0]!.id]) }))[
          'thread_id'
        ],
      ),
    );
  const work = await makeOtherWork(pool, random, Math.ceil(threads / 3));
  if (sabotage === 'uncopied') await pool.query(`update public.sla_kinds set copies = null where entity_type = 'ticket'`);
  if (sabotage === 'deaf')
    await pool.query(
      'alter table public.emails disable trigger follow_sla_update; alter table public.email_threads disable trigger follow_sla_update',
    );
  const tell = async (at = new Date()): Promise<void> => {
    if (sabotage === 'forgetful') await pool.query('delete from public.sla_notices');
    if (random.chance(0.3)) proof.kills += await new Reader(pool).killed(at, random.int(0, 2));
    await reader.service.sweep(() => at);
  };
  const anyStep = async (): Promise<void> => {
    const kind = random.int(0, 3);
    if (kind === 0) await stepTicket(pool, random, work, agents);
    else if (kind === 1) await stepCall(pool, random, work);
    else await step(pool, random, mailbox, random.pick(ids), agents);
  };
  await reader.service.rebuild(() => new Date());
  for (let n = 0; n < steps; n += 1) {
    await anyStep();
    if (random.chance(0.3)) await tell();
  }
  await tell();
  // A day later: the clocks alone have moved.
  const tomorrow = new Date(Date.now() + DAY_MS);
  await Promise.all([tell(tomorrow), tell(tomorrow)]);
  await tell(tomorrow);
  // What happens when nothing is due any more is followed all the same.
  for (let n = 0; n < 20; n += 1) await anyStep();
  await tell(tomorrow);
  await check(pool, reader.service, tomorrow, proof);
  return proof;
}

async function step(pool: pg.Pool, random: Random, mailbox: { id: string }, thread_id: string, agents: { id: string }[]): Promise<void> {
  const at = ago(random.int(0, 120));
  const outbound = { thread_id, direction: 'outbound', received_at: at, sent_at: at };
  switch (random.int(0, 7)) {
    case 0:
      await makeEmail(pool, mailbox, { thread_id, received_at: at });
      return;
    case 1:
      await makeEmail(pool, mailbox, outbound);
      return;
    case 2:
      // What is changed by hand comes as the triggers of the sends would write it.
      await pool.query(
        `update public.emails set send_state = $2 where id = (
           select id from public.emails where thread_id = $1 and direction = 'outbound' order by received_at desc limit 1)`,
        [thread_id, random.pick(['sent', 'failed', 'queued'])],
      );
      return;
    case 3:
      await pool.query('update public.email_threads set status = $2 where id = $1', [
        thread_id,
        random.pick(['open', 'pending', 'resolved', 'closed']),
      ]);
      return;
    case 4:
      await pool.query('update public.email_threads set priority = $2, team = $3 where id = $1', [
        thread_id,
        random.pick(['low', 'urgent']),
        random.pick([null, 'billing']),
      ]);
      return;
    case 5:
      await pool.query('update public.email_threads set assignee_id = $2 where id = $1', [thread_id, random.pick(agents).id]);
      return;
    case 6:
      await pool.query(
        `update public.emails set deleted_at = case when deleted_at is null then now() end
         where id = (select id from public.emails where thread_id = $1 order by received_at desc limit 1)`,
        [thread_id],
      );
      return;
    default:
      await pool.query(`update public.emails set kind = $2 where thread_id = $1 and direction = 'inbound'`, [
        thread_id,
        random.pick(['message', 'message', 'list']),
      ]);
  }
}

async function check(pool: pg.Pool, service: SlaReadingService, at: Date, proof: ReadingProof): Promise<void> {
  const rows = async <R extends object>(sql: string) => (await pool.query<R>(sql)).rows;
  const all = () =>
    rows<{ row: string }>(
      'select to_jsonb(c)::text as row from public.sla_clocks c union all select to_jsonb(i)::text from public.sla_items i order by 1',
    );
  proof.faults.push(...(await wrongCopies(pool)));
  const before = await all();
  const { changed } = await service.rebuild(() => at);
  const after = await all();
  if (changed > 0 || JSON.stringify(before) !== JSON.stringify(after))
    proof.faults.push(`the rebuild changed ${changed} rows: something was not followed`);
  proof.clocks = (await rows('select id from public.sla_clocks')).length;
  const doubled = await rows<{ entity_id: string; kind: string }>(
    `select d.entity_id, d.kind from public.decisions d where d.kind like 'sla.%'
     group by d.entity_id, d.kind, d.inputs ->> 'metric', d.inputs ->> 'started_at' having count(*) > 1`,
  );
  proof.faults.push(...doubled.map(({ entity_id, kind }) => `${kind} of ${entity_id} was decided twice`));
  const told = await rows<{ entity_id: string }>(
    `select n.entity_id from public.sla_notices n
     where (select count(*) from public.notifications t 
       where t.dedupe_key like 'sla:' || n.kind || ':' || n.entity_id || ':' || n.metric || ':' || public.sla_ms(n.started_at) || '%'
     ) <> greatest(cardinality(n.user_ids), 1) or n.decision_id is null`,
  );
  proof.faults.push(...told.map(({ entity_id }) => `a notice about ${entity_id} does not have its notifications and decision`));
  const silent = await rows<{ entity_id: string; metric: string }>(
    `select c.entity_id, c.metric from public.sla_clocks c
     where c.state in ('breached', 'late', 'missed') and not exists (
       select from public.sla_notices n
       where n.entity_id = c.entity_id and n.metric = c.metric and n.started_at = c.started_at and n.kind = 'breach')`,
  );
  proof.faults.push(...silent.map(({ entity_id, metric }) => `nobody was told that the ${metric} of ${entity_id} is late`));
  proof.notices = (await rows('select kind from public.sla_notices')).length;
  const queued = await rows<{ id: string }>(
    `select q.id from public.assignment_queue q left join public.sla_items i on i.entity_id = q.id
     where q.sla_due_at is distinct from i.due_at`,
  );
  proof.faults.push(...queued.map(({ id }) => `the queue has another due moment for ${id}`));
}

/** The product's own reading, over a pool of the test's. */
class Reader {
  readonly service: SlaReadingService;
  /** Transactions that commit before one does not. */
  private survives = Infinity;

  constructor(private readonly pool: pg.Pool) {
    this.service = new SlaReadingService(new SlaRepository(this as unknown as PostgresService), { zone: 'Asia/Kolkata' } as BusinessClock);
  }

  /** A pass whose node dies just before it commits, after so many commits. */
  async killed(at: Date, survives: number): Promise<number> {
    this.survives = survives;
    try {
      await this.service.sweep(() => at);
      return 0;
    } catch {
      return 1;
    } finally {
      this.survives = Infinity;
    }
  }

  async transaction<T>(work: (query: Query) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    try {
      await client.query('begin');
      const result = await work(async (query, values) => (await client.query(query as pg.QueryConfig, values)).rows as never);
      if (this.survives-- <= 0) throw new Error('killed');
      await client.query('commit');
      return result;
    } catch (error) {
      await client.query('rollback');
      throw error;
    } finally {
      client.release();
    }
  }
}

function ago(minutes: number): Date {
  return new Date(Date.now() - minutes * MINUTE_MS);
}
