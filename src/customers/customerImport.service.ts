import { Injectable, type OnModuleInit } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import type { ImportPass, ImportRow, RowResult } from '../common/imports/importKind.js';
import { ImportKinds } from '../common/imports/importKinds.js';
import { Phones } from '../common/phone/phones.js';
import { CustomerFieldsService } from './customerFields.service.js';
import { CustomerImportRepository } from './customerImport.repository.js';
import { customerColumns } from './importColumns.js';
import { IDENTITY_COLUMNS, identitiesOf, identityKey, ImportPlan, type Known, type KnownCustomer, type Owner } from './importPlan.js';

/** Customers from CSV. */
@Injectable()
export class CustomerImportService implements OnModuleInit {
  constructor(
    private readonly kinds: ImportKinds,
    private readonly fields: CustomerFieldsService,
    private readonly phones: Phones,
    private readonly repository: CustomerImportRepository,
  ) {}

  onModuleInit(): void {
    this.kinds.register({
      kind: 'customers',
      module: 'customers',
      columns: async () => customerColumns(await this.fields.declared(), this.phones),
      needs: [['id', ...IDENTITY_COLUMNS]],
      apply: (rows, pass) => this.apply(rows, pass),
    });
  }

  private async apply(rows: ImportRow[], pass: ImportPass): Promise<RowResult[]> {
    const plan = new ImportPlan(await this.known(rows, pass), randomUUID);
    const results = rows.map((row) => plan.take(row));
    const [created, changed] = [[...plan.created.values()], [...plan.changed.values()]];
    if (pass.mode === 'run') await this.repository.write(pass, created, changed, plan.added);
    else
      await pass.setDrafts(
        new Map<string, unknown>([
          ...[...created, ...changed].map((customer) => [`customer:${customer.id}`, customer] as const),
          ...plan.drafts(),
        ]),
      );
    return results;
  }

  /** What rows of this batch may meet: what is stored, and in a preview what earlier batches would have stored. */
  private async known(rows: ImportRow[], pass: ImportPass): Promise<Known> {
    const identities = rows.flatMap(({ values }) => identitiesOf(values));
    const found = await this.repository.find(pass, identities, named(rows, 'id'), named(rows, 'owner'));
    const known: Known = {
      owners: new Map(),
      shared: new Map(),
      ours: new Set(found.ours.map(identityKey)),
      roots: new Map(found.ids.map(({ id, root }) => [id, root])),
      customers: new Map(found.customers.map(({ id, ...fields }) => [id, { id, fields, line: null }])),
      agents: new Map(),
    };
    for (const { is_shared, customer_id, root, ...identity } of found.identities) {
      const key = identityKey(identity);
      if (is_shared) known.shared.set(key, [...(known.shared.get(key) ?? []), root]);
      else known.owners.set(key, { customer_id, root });
    }
    for (const { written, id } of found.owners) known.agents.set(written, [...(known.agents.get(written) ?? []), id]);
    if (pass.mode === 'preview') await addDrafts(known, identities.map(identityKey), pass);
    return known;
  }
}

async function addDrafts(known: Known, keys: string[], pass: ImportPass): Promise<void> {
  for (const [key, owner] of await pass.drafts(keys)) known.owners.set(key, owner as Owner);
  const roots = new Set([...known.customers.keys(), ...[...known.owners.values()].map(({ root }) => root)]);
  for (const customer of (await pass.drafts([...roots].map((root) => `customer:${root}`))).values())
    known.customers.set((customer as KnownCustomer).id, customer as KnownCustomer);
}

function named(rows: ImportRow[], column: string): string[] {
  return [...new Set(rows.flatMap(({ values }) => (typeof values[column] === 'string' ? [values[column]] : [])))];
}
