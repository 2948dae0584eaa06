import { randomUUID } from 'node:crypto';
import { EmbeddedAuth } from '../../../src/auth/embeddedAuth.js';
import type { AccessRule } from '../../../src/common/auth/access.decorator.js';
import type { RoleName, TestApp } from '../../support/app.js';
import type { Operation } from './document.js';

/** Somebody who asks, and what he may do as the tables of roles say it, or his key. */
export interface Asker {
  name: string;
  /** `scoped`: a user who may do everything, within a team that has nothing. */
  kind: 'nobody' | 'user' | 'key' | 'scoped';
  headers: Record<string, string>;
  /** Whether he holds the right to do this in a module. */
  holds(module: string, action: string): boolean;
}

const ACTIONS = ['view', 'create', 'edit', 'delete'];
const nothing = () => false;
const everything = () => true;
/** More than any run asks. */
const RATE = 1_000_000;

/** The ones who ask every operation. What a new kind of caller may do is said here, and nowhere else. */
export class Askers {
  private readonly keys = new Map<string, Promise<Asker>>();

  private constructor(
    private readonly product: TestApp,
    /** One for each role, and one without. */
    readonly people: Asker[],
    /** Those whom nothing is given. */
    readonly strangers: Asker[],
    /** Every right that there is, as a scope: `calls:view`. */
    readonly scopes: string[],
    readonly admin: Asker,
    readonly scoped: Asker,
  ) {}

  static async of(product: TestApp): Promise<Askers> {
    const { pool } = product.database;
    const rows = async <T>(sql: string) => (await pool.query(sql)).rows as T[];
    const auth = product.app.get(EmbeddedAuth, { strict: false });
    const user = (role: string) => auth.ensureUser(`${randomUUID()}@example.com`, randomUUID(), role);
    const person = (name: string, token: string, holds: Asker['holds']): Asker => ({
      name,
      kind: 'user',
      headers: { authorization: `Bearer ${token}` },
      holds,
    });
    const nobody = (name: string, headers: Asker['headers'] = {}): Asker => ({ name, kind: 'nobody', headers, holds: nothing });
    const roles = await rows<{ name: string; full_access: boolean; rights: string[] }>(
      `select r.name, r.full_access, coalesce(array_agg(m.module_key || ':' || a.action) filter (where a.given), '{}') as rights
       from roles r left join role_modules m on m.role_id = r.id
       left join lateral (values ('view', m.can_view), ('create', m.can_create), ('edit', m.can_edit), ('delete', m.can_delete))
         as a (action, given) on true
       group by r.id order by r.name`,
    );
    const people: Asker[] = [];
    for (const { name, full_access, rights } of roles) {
      // Those whom the writes are prepared for.
      const token = await product.token(name as RoleName);
      people.push(person(`the role ${name}`, token, full_access ? everything : (module, action) => rights.includes(`${module}:${action}`)));
    }
    people.push(person('a user without a role', await auth.sign(await user(''), 3600), nothing));
    const team = await user('');
    await pool.query(`insert into teams (key, name) values ('proof', 'Proof')`);
    await pool.query(`insert into user_roles (user_id, role_id, scope) select $1, id, 'team:proof' from roles where name = 'admin'`, [
      team.id,
    ]);
    const scoped: Asker = { ...person('an admin of one team', await auth.sign(team, 3600), nothing), kind: 'scoped' };
    const gone = async (sql: string, session = false) => {
      const one = await user('admin');
      const session_id = session ? (await auth.startSession(one.id)).session_id : undefined;
      const token = await auth.sign(one, 3600, session_id);
      await pool.query(sql, [one.id]);
      return { authorization: `Bearer ${token}` };
    };
    const admin = people.find(({ name }) => name === 'the role admin')!;
    const scopes = (await rows<{ key: string }>('select key from modules order by key')).flatMap(({ key }) =>
      ACTIONS.map((action) => `${key}:${action}`),
    );
    const strangers = [
      nobody('nobody'),
      nobody('a token that is none', { authorization: 'Bearer abc.def.ghi' }),
      nobody('the service key as a token', { authorization: `Bearer ${product.database.serviceRoleKey}` }),
      nobody('a key that is none', { 'x-api-key': `csk_${'0'.repeat(40)}` }),
      nobody('a banned admin', await gone(`update auth.users set banned_until = now() + interval '1 day' where id = $1`)),
      nobody('a deleted admin', await gone('delete from auth.users where id = $1')),
      nobody('an admin who signed out', await gone('delete from auth.sessions where user_id = $1', true)),
    ];
    return new Askers(product, people, strangers, scopes, admin, scoped);
  }

  /** A key with exactly these scopes. */
  key(...scopes: string[]): Promise<Asker> {
    const name = scopes.length > 1 ? 'a key with all scopes' : `a key for ${scopes.join()}`;
    let made = this.keys.get(name);
    if (!made) this.keys.set(name, (made = this.makeKey(name, scopes)));
    return made;
  }

  private async makeKey(name: string, scopes: string[]): Promise<Asker> {
    const { status, body, text } = await this.product.call<{ key: string }>('POST', '/api-keys', {
      body: { name, scopes, rate_limit_per_hour: RATE },
    });
    if (status !== 201) throw new Error(`${name} could not be made: ${text}`);
    return { name, kind: 'key', headers: { 'x-api-key': body.key }, holds: (module, action) => scopes.includes(`${module}:${action}`) };
  }
}

/** What an operation must answer to a request that is wrong for everybody who may make it; nothing of it comes from an answer. */
export function expectedOf(rule: Exclude<AccessRule, { kind: 'public' }>, scopes: Operation['scopes'], asker: Asker): RegExp {
  if (asker.kind === 'nobody') return /^401 unauthenticated$/;
  if (rule.person && asker.kind === 'key') return /^403 person_needed$/;
  // What is about a thing looks for it before anything else.
  if (rule.kind === 'module' && asker.kind === 'scoped' && scopes === 'thing') return /^(404 \w+_not_found|403 forbidden)$/;
  const fits = asker.kind === 'scoped' && (scopes === 'narrowed' || scopes === 'open');
  const may = rule.kind === 'authenticated' || fits || asker.holds(rule.module, rule.action!);
  return may ? /^400 validation_failed$/ : /^403 forbidden$/;
}
