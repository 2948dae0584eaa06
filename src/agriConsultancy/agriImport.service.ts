import { Injectable, type OnModuleInit } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { readBy } from '../common/imports/cellReaders.js';
import type { ImportColumn, ImportPass, ImportRow, RowResult } from '../common/imports/importKind.js';
import { ImportKinds } from '../common/imports/importKinds.js';
import { MATTER_PRIORITIES } from '../common/matter/matter.js';
import { Phones } from '../common/phone/phones.js';
import { Text } from '../common/validation/text.decorators.js';
import { BusinessDate } from '../common/validation/time.decorators.js';
import { Decimal, Id, OneOf } from '../common/validation/value.decorators.js';
import { AgriImportRepository } from './agriImport.repository.js';
import { AgriImportPlan, type KnownConsultation } from './agriImportPlan.js';
import { AGRI_CHANNELS, AREA_UNITS, OUTCOMES, QUERY_TYPES, SEASONS } from './agriConsultancy.states.js';

const word = (max: number) => readBy(Text({ max, min: 1, oneLine: true }));
const oneOf = (values: readonly string[]) => readBy(OneOf(values), (text) => text.toLowerCase());

/** Consultations from CSV, found again by their reference. */
@Injectable()
export class AgriImportService implements OnModuleInit {
  constructor(
    private readonly kinds: ImportKinds,
    private readonly repository: AgriImportRepository,
    private readonly phones: Phones,
  ) {}

  onModuleInit(): void {
    const columns = this.columns();
    this.kinds.register({
      kind: 'agri_consultations',
      module: 'agri_consultancy',
      columns: () => Promise.resolve(columns),
      needs: [['reference'], ['crop']],
      apply: (rows, pass) => this.apply(rows, pass),
    });
  }

  /** Named as in the CSV of the list, which can be read back. */
  private columns(): ImportColumn[] {
    return [
      { name: 'reference', aliases: ['ref', 'query_id'], read: word(100) },
      { name: 'customer_id', aliases: ['farmer_id'], read: readBy(Id(), (text) => text.toLowerCase()) },
      { name: 'phone', aliases: ['phone_number', 'mobile', 'mobile_number', 'farmer_phone'], read: (text) => this.phone(text) },
      { name: 'crop', aliases: ['crop_name'], read: readBy(Text({ max: 100, oneLine: true }), (text) => text.toLowerCase()) },
      { name: 'variety', read: word(100) },
      { name: 'area', aliases: ['plot', 'plot_area'], read: readBy(Decimal({ min: 0.0001, max: 10_000_000 }), Number) },
      { name: 'area_unit', aliases: ['unit'], read: oneOf(AREA_UNITS) },
      { name: 'crop_stage', aliases: ['stage'], read: word(100) },
      { name: 'season', read: oneOf(SEASONS) },
      { name: 'query_type', aliases: ['type', 'category'], read: oneOf(QUERY_TYPES) },
      { name: 'symptoms', aliases: ['query', 'question', 'problem'], read: readBy(Text({ max: 5000 })) },
      { name: 'location', aliases: ['village', 'place'], read: word(300) },
      { name: 'channel', read: oneOf(AGRI_CHANNELS) },
      { name: 'priority', read: oneOf(MATTER_PRIORITIES) },
      { name: 'team', read: word(100) },
      { name: 'asked_on', aliases: ['date', 'asked_at'], read: readBy(BusinessDate()) },
      { name: 'outcome', read: oneOf(OUTCOMES) },
      { name: 'outcome_note', read: readBy(Text({ max: 2000 })) },
    ];
  }

  private phone(text: string): ReturnType<ImportColumn['read']> {
    const reading = this.phones.read(text);
    return reading.state === 'number' ? { value: reading.e164 } : { fault: 'is not a phone number' };
  }

  private async apply(rows: ImportRow[], pass: ImportPass): Promise<RowResult[]> {
    const named = (column: string) => [
      ...new Set(rows.flatMap(({ values }) => (typeof values[column] === 'string' ? [values[column]] : []))),
    ];
    const references = named('reference');
    const farmers = await this.repository.farmers(pass, named('customer_id'), named('phone'));
    const consultations = new Map<string, KnownConsultation>();
    for (const stored of await this.repository.find(pass, references)) consultations.set(stored.reference, { ...stored, line: null });
    // What rows before these would have made.
    if (pass.mode === 'preview')
      for (const [reference, draft] of await pass.drafts(references)) consultations.set(reference, draft as KnownConsultation);
    const plan = new AgriImportPlan({ consultations, farmers, makes_farmers: pass.mode === 'preview' }, randomUUID);
    const results = rows.map((row) => plan.take(row));
    if (pass.mode === 'run') await this.repository.write(pass, plan.created.values(), plan.changed.values());
    else await pass.setDrafts(new Map([...plan.created, ...plan.changed]));
    return results;
  }
}
