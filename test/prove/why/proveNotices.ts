import type pg from 'pg';
import { Random } from '../../../src/providers/sandbox/random.js';

export const NOTICE_SABOTAGES = ['silent_notices', 'chatty_notices'] as const;
export type NoticeSabotage = (typeof NOTICE_SABOTAGES)[number];

export interface NoticesProof {
  notices: number;
  decisions: number;
  faults: string[];
}

const MEDIA = ['in_app', 'email', 'whatsapp', 'webhook'] as const;
type Medium = (typeof MEDIA)[number];
type Media = Record<Medium, boolean>;
/** A type of notice, and the group that people have preferences for. */
const TYPES = {
  approval_requested: 'approval',
  new_mention: 'mention',
  ticket_assigned: 'assignment',
  sla_breached: 'sla',
  workflow: 'system',
};

interface Person {
  id: string;
  has_role: boolean;
  addresses: Partial<Record<Medium, boolean>>;
  is_quiet: boolean;
  /** By group and scope. */
  wishes: Map<string, Media>;
}

interface Default extends Media {
  locked: Medium[];
  is_critical: boolean;
}

const SABOTAGE: Record<NoticeSabotage, string> = {
  silent_notices: `
    create function public.sabotage() returns trigger language plpgsql as $$
    begin return case when new.id::text < '4' then null else new end; end $$;
    create trigger sabotage before insert on public.decisions for each row when (new.kind like 'notifications.%')
      execute function public.sabotage()`,
  chatty_notices: `
    create function public.sabotage() returns trigger language plpgsql as $$
    begin new.inputs := jsonb_set(new.inputs, '{medium}', '"email"'); return new; end $$;
    create trigger sabotage before insert on public.decisions for each row when (new.inputs ->> 'medium' = 'webhook')
      execute function public.sabotage()`,
};

/**
 * Random people, wishes and notices beside plain rules: whoever is not told, or told later, has a decision that says so, and nobody else
 * has.
 */
export async function proveNotices(pool: pg.Pool, seed: string, many: number, sabotage?: NoticeSabotage): Promise<NoticesProof> {
  const random = new Random(`notices/${seed}`);
  if (sabotage) await pool.query(SABOTAGE[sabotage]);
  const defaults = await makeDefaults(pool, random);
  const people = await makePeople(pool, random);
  const { rows: roles } = await pool.query<{ id: string }>(`select id from public.roles where name = 'agent'`);
  const expected = new Set<string>();
  const said = new Map<string, string>();
  for (let n = 0; n < many; n += 1) {
    const person = random.pick(people);
    const actor = random.chance(0.4) ? random.pick(people) : undefined;
    const type = random.pick(Object.keys(TYPES) as (keyof typeof TYPES)[]);
    const audience = random.pick(['person', 'person', 'role', 'module'] as const);
    const key = `proof:${random.int(1, Math.ceil(many * 0.8))}`;
    const thing = `thing-${n}`;
    const priority = random.pick(['normal', 'high', 'urgent']);
    const notice = {
      ...{ module: 'tickets', type, title: `Notice ${n}`, entity_type: 'ticket', entity_id: thing, dedupe_key: key, priority },
      ...(audience === 'person' ? { user_id: person.id } : audience === 'role' ? { role_id: roles[0]!.id } : {}),
      actor_id: actor?.id,
    };
    const { rows } = await pool.query<{ id: string | null }>('select public.notify($1) as id', [JSON.stringify(notice)]);
    if (audience === 'person' && actor === person) {
      expected.add(`notifications.suppress ticket/${thing} actor ${person.id} -`);
      continue;
    }
    const before = said.get(key);
    if (before) {
      expected.add(`notifications.suppress notification/${before} dedupe - -`);
      continue;
    }
    const id = rows[0]!.id!;
    said.set(key, id);
    const told = audience === 'person' ? [person] : people.filter(({ has_role }) => has_role);
    if (actor && told.includes(actor)) expected.add(`notifications.suppress notification/${id} actor ${actor.id} -`);
    const usual = defaults.get(TYPES[type])!;
    for (const each of told) {
      if (each === actor) continue;
      const wish = each.wishes.get(`${TYPES[type]} tickets`) ?? each.wishes.get(`${TYPES[type]} `) ?? usual;
      for (const medium of MEDIA) {
        const wanted = usual.locked.includes(medium) ? usual[medium] : wish[medium];
        const outcome = outcomeOf(medium, { wanted, usual, person: each, is_urgent: priority === 'urgent' });
        if (outcome) expected.add(`notifications.${outcome} notification/${id} preferences ${each.id} ${medium}`);
      }
    }
  }
  const { rows } = await pool.query<{ line: string }>(
    `select concat_ws(' ', d.kind, d.entity_type || '/' || d.entity_id, d.rule,
       case when d.rule = 'dedupe' then '-' else d.inputs ->> 'user_id' end,
       coalesce(d.inputs ->> 'medium', '-')) as line
     from public.get_decisions(null, '{"kind": ["notifications.suppress", "notifications.delay"]}', null, 1000000, true) d`,
  );
  const found = new Set(rows.map(({ line }) => line));
  const faults = [...expected].filter((line) => !found.has(line)).map((line) => `has no decision: ${line}`);
  faults.push(...[...found].filter((line) => !expected.has(line)).map((line) => `a decision about nothing: ${line}`));
  return { notices: said.size, decisions: found.size, faults };
}

/** What becomes of a notice by one medium, when it does not simply go. */
function outcomeOf(
  medium: Medium,
  { wanted, usual, person, is_urgent }: { wanted: boolean; usual: Default; person: Person; is_urgent: boolean },
): 'suppress' | 'delay' | undefined {
  if (medium === 'in_app') return usual.in_app && !wanted && !usual.is_critical ? 'suppress' : undefined;
  if (!wanted) return usual[medium] ? 'suppress' : undefined;
  if (!person.addresses[medium]) return 'suppress';
  return person.is_quiet && !usual.is_critical && !is_urgent ? 'delay' : undefined;
}

function someMedia(random: Random): Media {
  return { in_app: random.chance(0.7), email: random.chance(0.5), whatsapp: random.chance(0.4), webhook: random.chance(0.4) };
}

async function makeDefaults(pool: pg.Pool, random: Random): Promise<Map<string, Default>> {
  const made = new Map<string, Default>();
  for (const group of new Set(Object.values(TYPES))) {
    const usual = { ...someMedia(random), locked: MEDIA.filter(() => random.chance(0.15)), is_critical: random.chance(0.2) };
    await pool.query(
      `update public.notification_defaults set in_app = $2, email = $3, whatsapp = $4, webhook = $5, locked = $6, is_critical = $7
       where type = $1`,
      [group, usual.in_app, usual.email, usual.whatsapp, usual.webhook, usual.locked, usual.is_critical],
    );
    made.set(group, usual);
  }
  return made;
}

async function makePeople(pool: pg.Pool, random: Random): Promise<Person[]> {
  const people: Person[] = [];
  for (let n = 0; n < 8; n += 1) {
    const has_role = n % 3 !== 2;
    const addresses = { email: random.chance(0.8), whatsapp: random.chance(0.5), webhook: random.chance(0.5) };
    const is_quiet = random.chance(0.4);
    const { rows } = await pool.query<{ id: string }>('insert into auth.users (id, email) values (gen_random_uuid(), $1) returning id', [
      addresses.email ? `person${n}@example.com` : null,
    ]);
    const { id } = rows[0]!;
    if (has_role)
      await pool.query(`insert into public.user_roles (user_id, role_id) select $1, r.id from public.roles r where r.name = 'agent'`, [id]);
    await pool.query(
      `insert into public.notification_settings (user_id, quiet_from, quiet_to, whatsapp_number, webhook_url) values ($1, $2, $3, $4, $5)`,
      [
        ...[id, is_quiet ? '00:00' : null, is_quiet ? '24:00' : null],
        ...[addresses.whatsapp ? '+918123456789' : null, addresses.webhook ? 'https://example.com/hook' : null],
      ],
    );
    const wishes = new Map<string, Media>();
    for (const group of new Set(Object.values(TYPES)))
      for (const scope of ['', 'tickets']) {
        if (!random.chance(0.4)) continue;
        const wish = someMedia(random);
        await pool.query(
          `insert into public.notification_preferences (user_id, type, scope, in_app, email, whatsapp, webhook)
           values ($1, $2, $3, $4, $5, $6, $7)`,
          [id, group, scope, wish.in_app, wish.email, wish.whatsapp, wish.webhook],
        );
        wishes.set(`${group} ${scope}`, wish);
      }
    people.push({ id, has_role, addresses, is_quiet, wishes });
  }
  return people;
}
