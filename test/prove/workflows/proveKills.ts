import { Random } from '../../../src/providers/sandbox/random.js';
import { startFleet } from '../../support/fleet.js';
import { until } from '../../support/until.js';

export const KILL_SABOTAGES = ['keyless'] as const;
export type KillSabotage = (typeof KILL_SABOTAGES)[number];

export interface KillsProof {
  tickets: number;
  runs: number;
  steps: number;
  kills: number;
  faults: string[];
}

/** Two rules for each ticket: what they do is counted in the tables of those to whom it is done. */
const RULES = [
  [
    { action: 'create_ticket', params: { subject: 'Follow up {{ticket.number}}', tags: ['made'] } },
    { action: 'notify', params: { title: 'About {{ticket.number}}' } },
    { action: 'tag', params: { add: ['seen'] } },
  ],
  [
    { action: 'notify', params: { title: 'Again {{ticket.number}}', priority: 'high' } },
    { action: 'create_ticket', params: { subject: 'Second {{ticket.number}}', tags: ['made'] } },
  ],
];

/** A worker process that is ended by kill -9 while it does what rules say, again and again: everything is done, and nothing twice. */
export async function proveKills(
  seed: string,
  { tickets, kills }: { tickets: number; kills: number },
  sabotage?: KillSabotage,
): Promise<KillsProof> {
  const fleet = await startFleet();
  const { pool } = fleet;
  const random = new Random(`kills/${seed}`);
  try {
    for (const [n, actions] of RULES.entries())
      await pool.query('insert into public.workflows (name, trigger, conditions, actions, is_active) values ($1, $2, $3, $4, true)', [
        `Rule ${n}`,
        JSON.stringify({ type: 'event', kind: 'ticket', events: ['ticket:created'] }),
        JSON.stringify({ all: [{ field: 'subject', operator: 'contains', value: 'Proof' }] }),
        JSON.stringify(actions),
      ]);
    // A ticket is made anew whenever its step is tried, not once for the key of the step.
    if (sabotage === 'keyless')
      await pool.query(`
        create function public.sabotage() returns trigger language plpgsql as $$
        begin
          if new.tags = '{made}' and new.id::text < '4' then
            insert into public.tickets (subject, tags) values (new.subject, '{made,again}');
          end if;
          return new;
        end $$;
        create trigger sabotage after insert on public.tickets for each row execute function public.sabotage()`);
    let worker = await fleet.start('worker');
    const count = async (sql: string) => Number((await pool.query<{ n: string }>(`select count(*) as n from ${sql}`)).rows[0]!.n);
    const faults: string[] = [];
    let made = 0;
    let killed = 0;
    const arrive = async (some: number) => {
      await pool.query(`insert into public.tickets (subject) select 'Proof ' || n from generate_series($1::int, $2::int) n`, [
        made + 1,
        made + some,
      ]);
      made += some;
    };
    while (killed < kills) {
      const before = await count('public.workflow_steps');
      await arrive(Math.ceil(tickets / kills));
      // In the middle of it: some steps are done, others are not. Where no step is left to wait for, it is killed at rest.
      await until(
        () => count('public.workflow_steps'),
        (now) => now > before + random.int(1, Math.max(1, Math.ceil(tickets / kills))),
        60,
        5,
      ).catch(() => undefined);
      await worker.kill();
      killed += 1;
      // The leases of the dead end.
      await pool.query('update public.workflow_runs set next_at = now() where lease_until is not null');
      worker = await fleet.start('worker');
    }
    await until(
      async () => [await count('public.workflow_runs'), await count('public.workflow_runs where next_at is not null')],
      ([runs, open]) => runs! >= made * RULES.length && open === 0,
      120,
      100,
    ).catch((error: Error) => faults.push(error.message));
    await worker.stop();
    const expect = async (what: string, sql: string, wanted: number) => {
      const found = await count(sql);
      if (found !== wanted) faults.push(`${what}: ${found} instead of ${wanted}`);
    };
    const steps = RULES.flat().length;
    await expect('runs', `public.workflow_runs where state = 'done'`, made * RULES.length);
    await expect('steps', `public.workflow_steps where state = 'done'`, made * steps);
    await expect('tickets that rules made', `public.tickets where 'made' = any (tags)`, made * 2);
    await expect(
      'originals without a follow-up',
      `public.tickets t where subject like 'Proof %' and not exists (
      select from public.tickets f where f.subject = 'Follow up ' || t.number)`,
      0,
    );
    await expect('tickets made twice', `(select subject from public.tickets group by subject having count(*) > 1) d`, 0);
    await expect('notices', `public.notifications where type = 'workflow'`, made * 2);
    await expect('tags', `public.tickets where 'seen' = any (tags)`, made);
    return { tickets: made, runs: await count('public.workflow_runs'), steps: await count('public.workflow_steps'), kills: killed, faults };
  } finally {
    await fleet.close();
  }
}
