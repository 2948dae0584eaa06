import { PageOf } from '../../list/page.dto.js';
import { PageQueryDto } from '../../list/pageQuery.dto.js';
import { AnyOf } from '../../validation/anyOf.decorator.js';
import { Optional } from '../../validation/shape.decorators.js';
import { Text } from '../../validation/text.decorators.js';
import { Instant } from '../../validation/time.decorators.js';
import { Count, Id, OneOf } from '../../validation/value.decorators.js';

export const IMPORT_STATES = ['previewing', 'previewed', 'running', 'done', 'failed', 'cancelled'] as const;
export type ImportState = (typeof IMPORT_STATES)[number];

export class UploadImportQueryDto {
  /** @example "customers.csv" */
  @Text({ min: 1, max: 255, oneLine: true }) filename: string;

  /**
   * What columns of the file mean, where their headers do not say so: JSON, `{"header": "column"}`. With null, a column is not imported.
   * @example "{\"Mobile no.\":\"phone\",\"Remarks\":null}"
   */
  @Optional() @Text({ max: 4_000 }) mapping?: string;
}

export class ListImportsDto extends PageQueryDto {
  @AnyOf(IMPORT_STATES) state?: ImportState[];

  /** Uploaded by this user or API key. */
  @Optional() @Id() created_by?: string;

  /** Uploaded at or after this instant. */
  @Optional() @Instant() from?: string;

  /** Uploaded before this instant. */
  @Optional() @Instant() to?: string;
}

export class ListImportErrorsDto extends PageQueryDto {
  /**
   * One kind of error.
   * @example "invalid_value"
   */
  @Optional() @Text({ max: 100 }) code?: string;

  /** Errors of one line. */
  @Optional() @Count({ min: 1, max: 2_147_483_647 }) line?: number;
}

export class ImportColumnDto {
  /**
   * As it stands in the file.
   * @example "Mobile no."
   */
  header: string;
  /**
   * What it means; null if it is not imported.
   * @example "phone"
   */
  column: string | null;
}

export class ImportCountsDto {
  /** @example 120 */
  created: number;
  /** @example 14 */
  updated: number;
  /** @example 860 */
  unchanged: number;
  /** Rows with errors. */
  failed: number;
}

export class ImportDto extends ImportCountsDto {
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  id: string;
  /**
   * What the rows become.
   * @example "customers"
   */
  kind: string;
  /**
   * `previewing` reads the file and changes nothing; `previewed` waits to be run; `running` imports; `failed` could not go on: see
   * `error_code`.
   * @example "previewed"
   */
  @OneOf(IMPORT_STATES) state: ImportState;
  /** @example "customers.csv" */
  filename: string;
  /** SHA-256 of the file, in hexadecimal. */
  sha256: string;
  /** Size in bytes. */
  size: number;
  /** The columns of the file. */
  columns: ImportColumnDto[];
  /**
   * Rows of the file, without its header.
   * @example 1000
   */
  total: number;
  /** Rows that the preview, or the run, has read so far. The counts are those of these rows. */
  done: number;
  /** The counts of the preview, once the run has begun. */
  preview: ImportCountsDto | null;
  /** Why it failed. */
  error_code: string | null;
  error_message: string | null;
  /** The user or API key that uploaded the file. */
  created_by: string | null;
  created_at: string;
  previewed_at: string | null;
  /** The user or API key that started the run. */
  started_by: string | null;
  started_at: string | null;
  finished_at: string | null;
  /** Since when the file is no longer kept. */
  file_dropped_at: string | null;
}

export class ImportPageDto extends PageOf(ImportDto) {}

export class ImportSampleDto {
  /** The line of the file on which the row begins; the header is line 1. */
  line: number;
  /** @example "created" */
  @OneOf(['created', 'updated', 'unchanged', 'failed']) outcome: 'created' | 'updated' | 'unchanged' | 'failed';
  /** The line of the row that creates what this row changes; null if it is there already, or if this row creates it. */
  follows_line: number | null;
  /** As it will be after this row; null if the row has errors. */
  record: Record<string, unknown> | null;
}

export class ImportDetailDto extends ImportDto {
  /** The first rows, as the preview saw them. */
  sample: ImportSampleDto[];
}

export class ImportErrorDto {
  id: number;
  /**
   * The line of the file on which the row begins; the header is line 1.
   * @example 17
   */
  line: number;
  /**
   * The column; null if the error concerns the whole row.
   * @example "phone"
   */
  field: string | null;
  /** @example "invalid_value" */
  code: string;
  /** @example "phone is too short for a phone number" */
  message: string;
  details: Record<string, unknown> | null;
}

export class ImportErrorPageDto extends PageOf(ImportErrorDto) {}
