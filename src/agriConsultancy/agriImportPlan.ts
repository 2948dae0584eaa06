import { isDeepStrictEqual } from 'node:util';
import type { ImportRow, RowFault, RowResult } from '../common/imports/importKind.js';
import type { AgriConsultationDto } from './dto/agriConsultation.dto.js';

/** What a file can set. */
export const IMPORTED = [
  'customer_id',
  'crop',
  'variety',
  'area',
  'area_unit',
  'crop_stage',
  'season',
  'query_type',
  'symptoms',
  'location',
  'channel',
  'priority',
  'team',
  'asked_on',
  'outcome',
  'outcome_note',
] as const;
type Imported = Partial<Pick<AgriConsultationDto, (typeof IMPORTED)[number]>>;

export interface KnownConsultation {
  id: string;
  reference: string;
  fields: Imported;
  is_deleted: boolean;
  /** The row of this file that makes it; null when it is there already. */
  line: number | null;
}

/** What rows may name. */
export interface KnownThings {
  /** By reference. */
  consultations: Map<string, KnownConsultation>;
  /** Customers by phone number and by id; null: several have it. */
  farmers: Map<string, string | null>;
  /** In a preview nobody is made: a number that nobody has will be a new farmer's. */
  makes_farmers: boolean;
}

/** Decides, row by row, what a file makes of consultations. Pure: `created` and `changed` are to be written afterwards. */
export class AgriImportPlan {
  readonly created = new Map<string, KnownConsultation>();
  readonly changed = new Map<string, KnownConsultation>();

  constructor(
    private readonly known: KnownThings,
    private readonly makeId: () => string,
  ) {}

  take({ line, values }: ImportRow): RowResult {
    const { reference, phone, ...given } = values as Imported & { reference?: string; phone?: string };
    if (reference === undefined) return failed('reference', 'reference_missing', 'reference is needed: it tells whether the row is known');
    const farmer = this.farmer(given.customer_id ?? undefined, phone);
    if (typeof farmer === 'object' && farmer !== null) return { outcome: 'failed', faults: [farmer] };
    const before = this.known.consultations.get(reference);
    if (before?.is_deleted) return failed('reference', 'agri_consultation_deleted', 'reference is that of a consultation that was deleted');
    const fields = { ...before?.fields, ...given, ...(farmer !== undefined && { customer_id: farmer }) };
    if (fields.crop === undefined) return failed('crop', 'crop_missing', 'crop is needed');
    if (((fields.area ?? null) === null) !== ((fields.area_unit ?? null) === null))
      return failed('area_unit', 'area_incomplete', 'area and area_unit go together');
    const record = { reference, ...fields };
    if (!before) return this.create(reference, fields, line, record);
    if (isDeepStrictEqual(fields, before.fields)) return { outcome: 'unchanged', record, follows_line: before.line };
    before.fields = fields;
    if (!this.created.has(reference)) this.changed.set(reference, before);
    return { outcome: 'updated', record, follows_line: before.line };
  }

  private create(reference: string, fields: Imported, line: number, record: object): RowResult {
    const one = { id: this.makeId(), reference, fields, is_deleted: false, line };
    this.known.consultations.set(reference, one);
    this.created.set(reference, one);
    return { outcome: 'created', record };
  }

  /** Whose it is, where the row says so; undefined: it does not; null: a farmer who is to be made. */
  private farmer(customer_id: string | undefined, phone: string | undefined): string | null | undefined | RowFault {
    const named = customer_id === undefined ? undefined : this.known.farmers.get(customer_id);
    if (customer_id !== undefined && !named)
      return { field: 'customer_id', code: 'customer_not_found', message: 'customer_id is no customer' };
    if (phone === undefined) return named ?? undefined;
    const found = this.known.farmers.get(phone);
    if (found === undefined && this.known.makes_farmers) return named ?? null;
    if (!found) return { field: 'phone', code: 'customer_unclear', message: 'phone is not the number of one customer' };
    if (named && named !== found) return { field: 'phone', code: 'identity_conflict', message: 'phone is the number of another customer' };
    return found;
  }
}

function failed(field: string, code: string, message: string): RowResult {
  return { outcome: 'failed', faults: [{ field, code, message }] };
}
