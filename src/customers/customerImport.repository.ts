import { Injectable } from '@nestjs/common';
import type { ImportPass } from '../common/imports/importKind.js';
import type { Identity } from './identities.js';
import type { AddedIdentity, ImportedFields, KnownCustomer } from './importPlan.js';

/** What `find_customers_for_import` answers. */
export interface FoundForImport {
  identities: (Pick<Identity, 'kind' | 'value'> & { customer_id: string; root: string; is_shared: boolean })[];
  ours: Pick<Identity, 'kind' | 'value'>[];
  ids: { id: string; root: string }[];
  customers: (ImportedFields & { id: string })[];
  owners: { written: string; id: string }[];
}

/** Customers in the transaction of an import's batch. */
@Injectable()
export class CustomerImportRepository {
  /** What is known of those that a batch names; in a run, locked for it. */
  async find({ query, mode }: ImportPass, identities: Identity[], ids: string[], owners: string[]): Promise<FoundForImport> {
    const keys = identities.map(({ kind, value }) => ({ kind, value }));
    const [row] = await query<{ found: FoundForImport }>(
      'select public.find_customers_for_import($1::jsonb, $2::uuid[], $3::text[], $4) as found',
      [JSON.stringify(keys), ids, owners, mode === 'run'],
    );
    return row!.found;
  }

  async write({ query }: ImportPass, created: KnownCustomer[], changed: KnownCustomer[], added: AddedIdentity[]): Promise<void> {
    if (created.length + changed.length + added.length === 0) return;
    const rows = [created, changed].map((some) => JSON.stringify(some.map(({ id, fields }) => ({ id, ...fields }))));
    await query('select public.write_imported_customers($1::jsonb, $2::jsonb, $3::jsonb)', [...rows, JSON.stringify(added)]);
  }
}
