import { Injectable } from '@nestjs/common';
import type { ImportPass } from '../common/imports/importKind.js';
import type { ImportedLead, KnownLead, LeadIdentity } from './leadImportPlan.js';

/** What `find_leads_for_import` answers. */
export interface FoundForLeads {
  owners: (LeadIdentity & { root: string })[];
  shared: LeadIdentity[];
  ours: LeadIdentity[];
  leads: (ImportedLead & { id: string; who: string; matter_key: string; is_finished: boolean })[];
}

/** Leads in the transaction of an import's batch. */
@Injectable()
export class LeadImportRepository {
  async find({ query }: ImportPass, identities: LeadIdentity[]): Promise<FoundForLeads> {
    const [row] = await query<{ found: FoundForLeads }>('select public.find_leads_for_import($1::jsonb) as found', [
      JSON.stringify(identities),
    ]);
    return row!.found;
  }

  async write({ query, import_id }: ImportPass, created: KnownLead[], changed: KnownLead[]): Promise<void> {
    if (created.length + changed.length === 0) return;
    const rows = [
      created.map(({ id, fields, customer }) => ({ id, ...fields, customer })),
      changed.map(({ id, fields }) => ({ id, ...fields })),
    ];
    await query('select public.write_imported_leads($1::jsonb, $2::jsonb, (select started_by from public.imports where id = $3))', [
      ...rows.map((some) => JSON.stringify(some)),
      import_id,
    ]);
  }
}
