import { isDeepStrictEqual } from 'node:util';
import type { ImportRow, RowResult } from '../common/imports/importKind.js';
import { identityConflict, identityIsOurs, identityIsShared } from '../customers/customers.errors.js';

/** What a file can set. */
export interface ImportedLead {
  matter: string;
  property: string;
  source: string;
  priority: string;
  team: string | null;
  value_minor: number;
  currency: string;
  next_action: string;
  next_action_at: string | null;
  note: string;
}

export interface LeadIdentity {
  kind: 'phone' | 'email' | 'external';
  value: string;
}

/** A lead that rows may meet. */
export interface KnownLead {
  id: string;
  fields: ImportedLead;
  /** The row of this file that makes it; null when it is there already. */
  line: number | null;
  /** Won or lost: a file says nothing new of it. */
  is_finished?: boolean;
  customer?: { name: string; identities: LeadIdentity[] };
}

/** What is known when a batch begins. */
export interface KnownForLeads {
  /** Customers by `identityKey`: their ids, and for those whom rows of this file make a word of their own. */
  owners: Map<string, string>;
  /** Addresses that several share. */
  shared: ReadonlySet<string>;
  /** Addresses of our own. */
  ours: ReadonlySet<string>;
  /** By `leadKey`. */
  leads: Map<string, KnownLead>;
}

const FIELD_COLUMNS = ['priority', 'team', 'source', 'value_minor', 'currency', 'next_action', 'next_action_at', 'note'] as const;

/**
 * Decides, row by row, what a file makes of leads. Later rows see what earlier ones did. Pure: what is to
 * be written is in `created` and `changed`.
 */
export class LeadImportPlan {
  readonly created = new Map<string, KnownLead>();
  readonly changed = new Map<string, KnownLead>();
  /** Whose addresses rows of this batch brought, for later batches of a preview. */
  readonly met = new Map<string, string>();

  constructor(
    private readonly known: KnownForLeads,
    private readonly makeId: () => string,
  ) {}

  take({ line, values }: ImportRow): RowResult {
    const identities = identitiesOf(values);
    if (identities.length === 0)
      return failed('identity_missing', 'The row names no phone, e-mail or external id, so nobody can tell whose it is.');
    if (typeof values.matter !== 'string') return failed('matter_missing', 'The row does not say what the lead is about.', 'matter');
    if (identities.some((one) => this.known.ours.has(identityKey(one)))) return failed('identity_is_ours', identityIsOurs.sentence);
    const alone = identities.filter((one) => !this.known.shared.has(identityKey(one)));
    if (alone.length === 0) return failed('identity_is_shared', identityIsShared.sentence);
    const found = new Set(alone.flatMap((one) => this.known.owners.get(identityKey(one)) ?? []));
    if (found.size > 1) return failed('identity_conflict', identityConflict.sentence);
    const who = [...found][0] ?? `line ${line}`;
    for (const one of alone) {
      const key = identityKey(one);
      if (this.known.owners.has(key)) continue;
      this.known.owners.set(key, who);
      this.met.set(key, who);
    }
    const key = leadKey(who, text(values.property), values.matter);
    const before = this.known.leads.get(key);
    return before ? this.change(key, before, values) : this.create(key, { line, values }, identities);
  }

  private create(key: string, { line, values }: ImportRow, identities: LeadIdentity[]): RowResult {
    const fields: ImportedLead = {
      matter: (values.matter as string).trim(),
      property: text(values.property),
      source: 'import',
      priority: 'normal',
      team: null,
      value_minor: 0,
      currency: 'INR',
      next_action: '',
      next_action_at: null,
      note: '',
      ...given(values),
    };
    const lead = { id: this.makeId(), fields, line, customer: { name: text(values.name), identities } };
    this.known.leads.set(key, lead);
    this.created.set(key, lead);
    return { outcome: 'created', record: { id: null, ...fields } };
  }

  private change(key: string, before: KnownLead, values: ImportRow['values']): RowResult {
    const said = before.is_finished ? {} : given(values);
    const lead = { ...before, fields: { ...before.fields, ...said } };
    const is_changed = !isDeepStrictEqual(lead.fields, before.fields);
    if (is_changed) {
      this.known.leads.set(key, lead);
      (this.created.has(key) ? this.created : this.changed).set(key, lead);
    }
    const id = before.line === null ? before.id : null;
    return { outcome: is_changed ? 'updated' : 'unchanged', follows_line: before.line, record: { id, ...lead.fields } };
  }
}

export function identityKey({ kind, value }: LeadIdentity): string {
  return `${kind}:${value}`;
}

/** What is the same for two rows about one lead; as `lead_matter_key` in SQL. */
export function leadKey(who: string, property: string, matter: string): string {
  return JSON.stringify([who, property, matter.replace(/\s+/g, ' ').trim().toLowerCase()]);
}

/** The addresses of a row. */
export function identitiesOf(values: ImportRow['values']): LeadIdentity[] {
  return (['phone', 'email', 'external_id'] as const).flatMap((column) =>
    typeof values[column] === 'string' ? [{ kind: column === 'external_id' ? 'external' : column, value: values[column] }] : [],
  );
}

/** Columns that the row has: one without content takes nothing away. */
function given(values: ImportRow['values']): Partial<ImportedLead> {
  return Object.fromEntries(FIELD_COLUMNS.filter((name) => values[name] !== undefined).map((name) => [name, values[name]]));
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function failed(code: string, message: string, field: string | null = null): RowResult {
  return { outcome: 'failed', faults: [{ field, code, message }] };
}
