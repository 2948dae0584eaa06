import { isDeepStrictEqual } from 'node:util';
import type { ImportRow, RowFault, RowResult } from '../common/imports/importKind.js';
import { customerNotFound, identityConflict, identityIsOurs, identityIsShared } from './customers.errors.js';
import type { Identity } from './identities.js';

/** What a file can set. */
export interface ImportedFields {
  name: string;
  tier: string;
  language: string;
  time_zone: string;
  tags: string[];
  owner_id: string | null;
  blocked: boolean;
  custom_fields: Record<string, unknown>;
}

/** A customer whom rows may find. */
export interface KnownCustomer {
  id: string;
  fields: ImportedFields;
  /** The row of this file that makes it; null when it is there already. */
  line: number | null;
}

/** Who has an address: the customer itself, and the one that it is part of. */
export interface Owner {
  customer_id: string;
  root: string;
}

/** What is known when a batch begins. Addresses by `identityKey`. */
export interface Known {
  owners: Map<string, Owner>;
  /** Addresses that several customers share, and who they are. */
  shared: Map<string, string[]>;
  ours: Set<string>;
  /** Ids that a file may name, and whose they are now. */
  roots: Map<string, string>;
  customers: Map<string, KnownCustomer>;
  /** Agents by what the file calls them. */
  agents: Map<string, string[]>;
}

export interface AddedIdentity extends Identity {
  customer_id: string;
}

/** A file gives no provider's word, so the order is only that of `place_customer`. */
const STRENGTH = ['whatsapp_user_id', 'external', 'phone', 'email', 'whatsapp_username'];

const EMPTY: ImportedFields = {
  name: '',
  tier: 'normal',
  language: '',
  time_zone: '',
  tags: [],
  owner_id: null,
  blocked: false,
  custom_fields: {},
};

/** The columns that hold addresses. */
export const IDENTITY_COLUMNS = ['email', 'phone', 'whatsapp_user_id', 'whatsapp_username', 'external_id'];
/** The columns that set a field of the same name. */
const FIELD_COLUMNS = ['name', 'tier', 'language', 'time_zone', 'tags', 'blocked'] as const;

/**
 * Decides, row by row, what a file makes of customers: who each row is about, by the rules of `place_customer`, and what it changes. Later
 * rows see what earlier ones did. Pure: what is to be written is in `created`, `changed` and `added` afterwards.
 */
export class ImportPlan {
  readonly created = new Map<string, KnownCustomer>();
  readonly changed = new Map<string, KnownCustomer>();
  readonly added: AddedIdentity[] = [];

  constructor(
    private readonly known: Known,
    private readonly makeId: () => string,
  ) {}

  take({ line, values }: ImportRow): RowResult {
    const identities = identitiesOf(values);
    const faults = [...this.own(identities), ...this.strange(values)];
    if (faults.length > 0) return { outcome: 'failed', faults };
    const owned = identities.filter((one) => this.known.owners.has(identityKey(one)));
    const roots = new Set(owned.map((one) => this.known.owners.get(identityKey(one))!.root));
    if (typeof values.id === 'string') roots.add(this.known.roots.get(values.id)!);
    if (roots.size > 1) return failed('identity_conflict', identityConflict.sentence, this.namesOf([...roots]));
    const fresh = identities.filter((one) => !this.known.owners.has(identityKey(one)) && !this.known.shared.has(identityKey(one)));
    const [root] = roots;
    if (root !== undefined) {
      const strongest = owned[0] ? this.known.owners.get(identityKey(owned[0]))!.customer_id : root;
      return this.change(this.known.customers.get(root)!, strongest, values, fresh);
    }
    if (fresh.length > 0) return this.create(line, values, fresh);
    if (identities.length === 0)
      return failed('identity_missing', 'The row names no address and no id, so nobody can tell who it is about.');
    const customer_ids = identities.flatMap((one) => this.known.shared.get(identityKey(one))!);
    return failed('identity_is_shared', identityIsShared.sentence, { customer_ids: [...new Set(customer_ids)] });
  }

  /** For rows of later batches: whose the added addresses are, by `identityKey`. */
  drafts(): [string, Owner][] {
    return this.added.map((one) => [identityKey(one), this.known.owners.get(identityKey(one))!]);
  }

  private create(line: number, values: ImportRow['values'], fresh: Identity[]): RowResult {
    const customer = { id: this.makeId(), fields: this.after(EMPTY, values), line };
    this.known.customers.set(customer.id, customer);
    this.created.set(customer.id, customer);
    this.add(customer.id, customer.id, fresh);
    return { outcome: 'created', record: { id: null, ...customer.fields, identities: shown(values) } };
  }

  private change(before: KnownCustomer, customer_id: string, values: ImportRow['values'], fresh: Identity[]): RowResult {
    const customer = { ...before, fields: this.after(before.fields, values) };
    const is_changed = !isDeepStrictEqual(customer.fields, before.fields);
    if (is_changed) {
      this.known.customers.set(customer.id, customer);
      (this.created.has(customer.id) ? this.created : this.changed).set(customer.id, customer);
    }
    this.add(customer_id, customer.id, fresh);
    return {
      outcome: is_changed || fresh.length > 0 ? 'updated' : 'unchanged',
      follows_line: customer.line,
      record: { id: customer.line === null ? customer.id : null, ...customer.fields, identities: shown(values) },
    };
  }

  private add(customer_id: string, root: string, fresh: Identity[]): void {
    for (const identity of fresh) {
      this.known.owners.set(identityKey(identity), { customer_id, root });
      this.added.push({ ...identity, customer_id });
    }
  }

  private after(fields: ImportedFields, values: ImportRow['values']): ImportedFields {
    const given = Object.fromEntries(FIELD_COLUMNS.filter((name) => values[name] !== undefined).map((name) => [name, values[name]]));
    const tags = given.tags as string[] | undefined;
    // Tags have no order.
    if (tags && isDeepStrictEqual(tags.toSorted(), fields.tags.toSorted())) delete given.tags;
    const [owner_id] = typeof values.owner === 'string' ? this.known.agents.get(values.owner)! : [fields.owner_id];
    return { ...fields, ...given, owner_id: owner_id!, custom_fields: { ...fields.custom_fields, ...customFieldsOf(values) } };
  }

  private own(identities: Identity[]): RowFault[] {
    return identities
      .filter((one) => this.known.ours.has(identityKey(one)))
      .map(({ kind, value }) => ({
        field: kind === 'external' ? 'external_id' : kind,
        code: identityIsOurs.code,
        message: identityIsOurs.sentence,
        details: { value },
      }));
  }

  private strange({ id, owner }: ImportRow['values']): RowFault[] {
    const faults: RowFault[] = [];
    if (typeof id === 'string' && !this.known.roots.has(id))
      faults.push({ field: 'id', code: customerNotFound.code, message: customerNotFound.sentence });
    const agents = typeof owner === 'string' ? (this.known.agents.get(owner) ?? []) : undefined;
    if (agents?.length === 0)
      faults.push({ field: 'owner', code: 'owner_not_found', message: 'owner is no agent, neither by id nor by name' });
    if (agents && agents.length > 1)
      faults.push({ field: 'owner', code: 'owner_not_found', message: 'owner is the name of several agents; use the id' });
    return faults;
  }

  /** Customers by id, and those that do not exist yet by the row that makes them. */
  private namesOf(roots: string[]): object {
    const customers = roots.map((root) => this.known.customers.get(root)!);
    const lines = customers.flatMap(({ line }) => line ?? []);
    return { customer_ids: customers.filter(({ line }) => line === null).map(({ id }) => id), ...(lines.length > 0 && { lines }) };
  }
}

/** What is the same for two spellings of one address, and for no other. */
export function identityKey({ kind, value }: Pick<Identity, 'kind' | 'value'>): string {
  return `${kind}:${value}`;
}

/** The addresses of a row, each once, the strongest first. */
export function identitiesOf(values: ImportRow['values']): Identity[] {
  const all = IDENTITY_COLUMNS.flatMap((column) => (values[column] as Identity[] | undefined) ?? []);
  return [...new Map(all.map((one) => [identityKey(one), one])).values()].sort(
    (one, other) => STRENGTH.indexOf(one.kind) - STRENGTH.indexOf(other.kind),
  );
}

/** Columns of custom fields are named `custom_fields.<key>`; `custom_fields` holds all of them as JSON. */
function customFieldsOf(values: ImportRow['values']): Record<string, unknown> {
  const single = Object.entries(values).flatMap(([name, value]) =>
    name.startsWith('custom_fields.') ? [[name.slice(14), value] as const] : [],
  );
  const all = { ...(values.custom_fields as Record<string, unknown> | undefined), ...Object.fromEntries(single) };
  // A file takes nothing away.
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null));
}

function shown(values: ImportRow['values']): object[] {
  return identitiesOf(values).map(({ kind, value }) => ({ kind, value }));
}

function failed(code: string, message: string, details?: object): RowResult {
  return { outcome: 'failed', faults: [{ field: null, code, message, ...(details && { details }) }] };
}
