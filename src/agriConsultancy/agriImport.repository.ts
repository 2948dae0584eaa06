import { Injectable } from '@nestjs/common';
import type { ImportPass } from '../common/imports/importKind.js';
import { IMPORTED, type KnownConsultation } from './agriImportPlan.js';

type Stored = Omit<KnownConsultation, 'line'>;

/** Consultations in the transaction of an import's batch. */
@Injectable()
export class AgriImportRepository {
  /** Those that a batch names, with deleted ones; in a run, locked for it. */
  find({ query, mode }: ImportPass, references: string[]): Promise<Stored[]> {
    return query(
      `select c.id, c.reference, c.deleted_at is not null as is_deleted,
         (select jsonb_object_agg(f.key, f.value) from jsonb_each(to_jsonb(c)) f where f.key = any ($2::text[])) as fields
       from public.agri_consultations c where c.reference = any ($1::text[])
       order by c.id ${mode === 'run' ? 'for update' : ''}`,
      [references, IMPORTED],
    );
  }

  /** Customers by the ids and numbers that a batch names; null where several have a number. A run makes those whom nobody knows. */
  async farmers({ query, mode }: ImportPass, ids: string[], phones: string[]): Promise<Map<string, string | null>> {
    const found = new Map<string, string | null>();
    const named = await query<{ id: string; root: string }>(
      'select c.id, public.customer_root(c.id) as root from public.customers c where c.id = any ($1::uuid[]) and c.deleted_at is null',
      [ids],
    );
    for (const { id, root } of named) found.set(id, root);
    if (mode === 'run') {
      const items = phones.map((value) => ({ identities: [{ kind: 'phone', value, written: value }], source: 'import', make: true }));
      const resolved = await query<{ item: number; customer_id: string | null }>(
        `select r.item, coalesce(public.customer_root(r.customer_id), r.customer_id) as customer_id
         from public.resolve_customers($1::jsonb) r`,
        [JSON.stringify(items)],
      );
      for (const { item, customer_id } of resolved) found.set(phones[item]!, customer_id);
      return found;
    }
    const owners = await query<{ value: string; customer_id: string | null }>(
      `select i.value, public.customer_root((array_agg(i.customer_id) filter (where not i.is_shared))[1]) as customer_id
       from public.customer_identities i where i.kind = 'phone' and i.value = any ($1::text[]) and i.ended_at is null group by i.value`,
      [phones],
    );
    for (const { value, customer_id } of owners) found.set(value, customer_id);
    return found;
  }

  async write({ query }: ImportPass, created: Iterable<KnownConsultation>, changed: Iterable<KnownConsultation>): Promise<void> {
    const rows = (some: Iterable<KnownConsultation>) =>
      JSON.stringify([...some].map(({ id, reference, fields }) => ({ id, consultation: { ...fields, reference } })));
    await query(
      `select public.create_agri_consultation(n.id, n.consultation, public.current_actor())
       from jsonb_to_recordset($1::jsonb) n (id uuid, consultation jsonb)`,
      [rows(created)],
    );
    await query(
      `select public.act_on_agri_consultation(n.id, '{}', p_set => n.consultation)
       from jsonb_to_recordset($1::jsonb) n (id uuid, consultation jsonb)`,
      [rows(changed)],
    );
  }
}
