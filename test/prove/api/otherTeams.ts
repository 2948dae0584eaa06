import type pg from 'pg';
import type { SeenAnswer } from '../../support/answerCheck.js';
import type { Ask } from './client.js';
import type { Operation } from './document.js';

const UUIDS = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/gi;

/** Gives to some team what is nobody's. */
export async function moveElsewhere(pool: pg.Pool): Promise<void> {
  await pool.query(`insert into teams (key, name) values ('elsewhere', 'Elsewhere') on conflict (key) do nothing`);
  for (const table of ['conversations', 'email_threads', 'emails', 'query_assignments'])
    await pool.query(`update ${table} set team = 'elsewhere' where team is null`);
  await pool.query(`update chat_templates set team = 'elsewhere' where team = ''`);
  await pool.query(
    `insert into team_members (team_id, agent_id)
     select t.id, a.id from teams t, agents a where t.key = 'elsewhere' on conflict do nothing`,
  );
}

/** The ids of all that is seen in teams: none of it is in the team of the proof. */
export async function idsElsewhere(pool: pg.Pool): Promise<Set<string>> {
  const tables = [
    'conversations',
    'messages',
    'conversation_notes',
    'emails',
    'email_threads',
    'query_assignments',
    'agents',
    'departments',
    'chat_templates',
    'ivr_calls',
    'call_categories',
  ];
  const { rows } = await pool.query<{ id: string }>(
    tables.map((table) => `select id from ${table}`).join(' union all ') + ` union all select id from teams where key <> 'proof'`,
  );
  return new Set(rows.map(({ id }) => id));
}

/** What an answer shows or counts of it, to somebody whose team has nothing. */
export function faultsOfScope(
  { rule, scopes }: Operation,
  { path, body }: Ask,
  { status, text }: SeenAnswer,
  foreign: Set<string>,
): string[] {
  if (status >= 400) return [];
  const given = new Set([...`${path} ${String(body ?? '')}`.matchAll(UUIDS)].map(([id]) => id));
  const shown = [...text.matchAll(UUIDS)].map(([id]) => id).filter((id) => foreign.has(id) && !given.has(id));
  if (shown.length > 0) return [`it shows what is of another team: ${shown[0]}`];
  if (rule.kind !== 'module') return [];
  if (scopes === 'thing' || scopes === 'entity') return [`${status} for a thing of another team`];
  const counted = scopes === 'narrowed' && /^[{[]/.test(text) && counts(JSON.parse(text));
  return counted ? [`it counts what is of another team: ${text.slice(0, 200)}`] : [];
}

/** Whether a number in it is not zero, beside those that say where in a list it is. */
function counts(value: unknown): boolean {
  if (typeof value === 'number') return value !== 0;
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([name, part]) => !['page', 'limit'].includes(name) && counts(part));
}
