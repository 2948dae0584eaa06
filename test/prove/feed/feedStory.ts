import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Random } from '../../../src/providers/sandbox/random.js';

/** The tables that the proof writes to: what is in each is announced in a namespace, and seen with a permission of its own. */
export const PLACES = [
  { table: 'proof_tickets', namespace: 'tickets', entity: 'proof_ticket', module: 'proof_tickets' },
  { table: 'proof_chats', namespace: 'chats', entity: 'proof_chat', module: 'proof_chats' },
  { table: 'proof_notes', namespace: 'notifications', entity: 'proof_note', module: 'proof_notes' },
] as const;
export type Place = (typeof PLACES)[number];

/** Roles and what they may view. */
export const ROLES: Record<string, string[]> = {
  proof_all: ['proof_tickets', 'proof_chats', 'proof_notes'],
  proof_tickets_only: ['proof_tickets'],
  proof_chats_and_notes: ['proof_chats', 'proof_notes'],
  proof_nothing: [],
  // What this one may view changes while the proof runs.
  proof_fickle: ['proof_chats'],
};

export type Sabotage = 'numbering' | 'replay' | 'owner';

/** Tables, policies, triggers, roles and users. Returns the users by role; admins have full access. */
export async function setScene(pool: pg.Pool, users_per_role: number, sabotage?: Sabotage): Promise<{ user_id: string; role: string }[]> {
  for (const { table, namespace, entity, module } of PLACES) {
    await pool.query(`
      create table public.${table} (id text primary key, label text not null, version integer not null default 1, owner uuid);
      select public.register_module('${module}', '${module}', '', '', '', '');
      select public.announce_table('public.${table}', '${namespace}', '${entity}', '${module}', 'label,version', 'id', '${sabotage === 'owner' ? '' : 'owner'}');
      alter table public.${table} enable row level security;
      create policy look on public.${table} for select to authenticated
        using ((select public.has_permission('${module}', 'view')) and (owner is null or owner = (select auth.uid())));
      grant select on public.${table} to authenticated`);
  }
  // As a feed would be whose readers go by the number that a row gets when it is written.
  if (sabotage === 'numbering')
    await pool.query(
      `create sequence public.proof_seq; alter table public.change_feed alter column seq set default nextval('public.proof_seq')`,
    );
  const users: { user_id: string; role: string }[] = [];
  for (const [role, modules] of [...Object.entries(ROLES), ['admin', []] as const]) {
    if (role !== 'admin') {
      await pool.query('insert into roles (name) values ($1)', [role]);
      await pool.query(
        'insert into role_modules (role_id, module_key, can_view) select id, unnest($2::text[]), true from roles where name = $1',
        [role, modules],
      );
    }
    for (let index = 0; index < users_per_role; index++) {
      const { rows } = await pool.query(
        `with u as (insert into auth.users (id, email) values (gen_random_uuid(), $1 || '_' || $2 || '@example.com') returning id),
              r as (insert into user_roles (user_id, role_id) select u.id, roles.id from u, roles where roles.name = $1)
         select id from u`,
        [role, index],
      );
      users.push({ user_id: rows[0].id, role });
    }
  }
  return users;
}

export interface StoryCount {
  committed: number;
  rolled_back: number;
}

/** Writers on connections of their own, whose transactions overlap, wait, are given up, and commit in another order than they wrote. */
export class FeedStory {
  readonly count: StoryCount = { committed: 0, rolled_back: 0 };
  private label = 0;

  constructor(
    private readonly db_url: string,
    private readonly owners: string[],
  ) {}

  /** Writes so many transactions; `random` is this writer's own, so that what it does depends on the seed alone. */
  async write(random: Random, transactions: number): Promise<void> {
    const client = new pg.Client({ connectionString: this.db_url });
    await client.connect();
    await client.query(`set lock_timeout = '2s'`);
    for (let index = 0; index < transactions; index++) {
      await client.query('begin');
      try {
        for (let step = random.int(1, 4); step > 0; step--) await client.query(...this.change(random));
        // A few stay open while hundreds of others commit.
        await sleep(
          random.weighted([
            [0, 5],
            [random.int(1, 20), 6],
            [random.int(50, 200), 1],
            [1500, 0.02],
          ] as const),
        );
        const keep = !random.chance(0.1);
        await client.query(keep ? 'commit' : 'rollback');
        this.count[keep ? 'committed' : 'rolled_back']++;
      } catch {
        // Two wanted the same rows in another order, or too long.
        await client.query('rollback');
        this.count.rolled_back++;
      }
    }
    await client.end();
  }

  private change(random: Random): [string, unknown[]] {
    const { table } = random.pick(PLACES);
    const id = () => `item-${random.int(1, 60)}`;
    const owner = () => (random.chance(table === 'proof_notes' ? 0.9 : 0.2) ? random.pick(this.owners) : null);
    const label = `label ${++this.label}`;
    switch (
      random.weighted([
        ['put', 5],
        ['update', 4],
        ['several', 1],
        ['give', 2],
        ['remove', 2],
      ] as const)
    ) {
      case 'put':
        return [
          `insert into ${table} (id, label, owner) values ($1, $2, $3) on conflict (id) do update set label = excluded.label, version = ${table}.version + 1`,
          [id(), label, owner()],
        ];
      case 'update':
        return [`update ${table} set label = $2, version = version + 1 where id = $1`, [id(), label]];
      case 'several':
        return [
          `update ${table} set label = $2, version = version + 1 where id in (select id from ${table} where id like $1 order by id for update)`,
          [`item-${random.int(1, 6)}%`, label],
        ];
      case 'give':
        return [`update ${table} set owner = $2, version = version + 1 where id = $1`, [id(), owner()]];
      case 'remove':
        return [`delete from ${table} where id = $1`, [id()]];
    }
  }
}
