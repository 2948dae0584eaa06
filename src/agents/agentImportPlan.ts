import { isDeepStrictEqual } from 'node:util';
import type { ImportRow, RowFault, RowResult } from '../common/imports/importKind.js';
import { agentNotFound } from './agents.errors.js';

/** What a file can set. */
export interface ImportedAgent {
  name: string;
  email: string | null;
  employee_code: string | null;
  phone_number: string | null;
  is_active: boolean;
  languages: string[];
  skills: Record<string, number>;
  teams: string[];
}

/** An agent whom rows may find. */
export interface KnownAgent {
  /** Null: a row of this file makes it. */
  id: string | null;
  fields: ImportedAgent;
  /** The row of this file that makes it. */
  line: number | null;
}

/** The columns that say who a row is about; the names of agents are not unique. */
export const KEY_COLUMNS = ['id', 'employee_code', 'email', 'phone_number'] as const;
const FIELD_COLUMNS = ['name', 'email', 'employee_code', 'phone_number', 'is_active', 'languages', 'skills', 'teams'] as const;
const EMPTY: ImportedAgent = {
  name: '',
  email: null,
  employee_code: null,
  phone_number: null,
  is_active: true,
  languages: [],
  skills: {},
  teams: [],
};

/**
 * Decides, row by row, what a file makes of agents. Later rows see what earlier ones did. Pure: what is to be written is in `saved`
 * afterwards.
 */
export class AgentImportPlan {
  readonly saved = new Set<KnownAgent>();

  /** `known`: agents by each of their keys, as `agentKeys` writes them; `teams`: the keys of those that there are. */
  constructor(
    private readonly known: Map<string, KnownAgent>,
    private readonly teams: ReadonlySet<string>,
  ) {}

  take({ line, values }: ImportRow): RowResult {
    const keys = agentKeys(values);
    const found = new Set(keys.flatMap((key) => this.known.get(key) ?? []));
    const faults = this.strange(values);
    if (keys.length === 0)
      faults.push(fault(null, 'agent_key_missing', `The row has no ${KEY_COLUMNS.join(', ')}: nobody can tell who it is.`));
    if (found.size > 1)
      faults.push({ ...fault(null, 'agents_differ', 'The row names several agents.'), details: { ids: [...found].map(({ id }) => id) } });
    if (found.size === 0 && values.name === undefined) faults.push(fault('name', 'name_missing', 'name is needed for a new agent'));
    if (faults.length > 0) return { outcome: 'failed', faults };
    const [agent = { id: null, fields: EMPTY, line }] = found;
    const is_new = found.size === 0;
    const before = agent.fields;
    agent.fields = after(before, values);
    const is_changed = is_new || !isDeepStrictEqual(agent.fields, before);
    if (is_changed) this.saved.add(agent);
    for (const key of [...keys, ...agentKeys({ ...agent.fields })]) this.known.set(key, agent);
    return {
      outcome: is_new ? 'created' : is_changed ? 'updated' : 'unchanged',
      ...(is_new ? {} : { follows_line: agent.line }),
      record: { id: agent.id, ...agent.fields },
    };
  }

  private strange({ id, teams = [] }: ImportRow['values']): RowFault[] {
    const unknown = (teams as string[]).filter((key) => !this.teams.has(key));
    return [
      ...(typeof id === 'string' && !this.known.has(`id:${id}`) ? [fault('id', agentNotFound.code, agentNotFound.sentence)] : []),
      ...unknown.map((key) => fault('teams', 'unknown_team', `teams names ${key}, and there is no such team`)),
    ];
  }
}

/** What rows may name an agent by: `email:asha@example.com`. */
export function agentKeys(values: Record<string, unknown>): string[] {
  return KEY_COLUMNS.flatMap((column) => {
    const value = values[column];
    return typeof value === 'string' ? [`${column}:${column === 'email' ? value.toLowerCase() : value}`] : [];
  });
}

/** A file takes nothing away but what it lists anew: languages, skills and teams. */
function after(before: ImportedAgent, values: ImportRow['values']): ImportedAgent {
  const given = Object.fromEntries(FIELD_COLUMNS.filter((name) => values[name] !== undefined).map((name) => [name, values[name]]));
  for (const name of ['languages', 'teams'] as const) {
    // They have no order.
    const list = given[name] as string[] | undefined;
    if (list && isDeepStrictEqual(list.toSorted(), before[name].toSorted())) delete given[name];
  }
  // The same address in other letters is no change.
  if (String(given.email).toLowerCase() === before.email?.toLowerCase()) delete given.email;
  return { ...before, ...given };
}

function fault(field: string | null, code: string, message: string): RowFault {
  return { field, code, message };
}
