import type { Query } from '../../supabase/postgres.service.js';

/** A column that a file may have. */
export interface ImportColumn {
  /** As `columnKey` writes it: lower case, words joined by `_`. */
  name: string;
  /** Other headers with this meaning. */
  aliases?: string[];
  /** What a cell with content means, or what is wrong with it as the end of a sentence that begins with the column. */
  read(text: string): { value: unknown } | { fault: string };
}

/** A row whose cells could be read: values by column; cells without content are left out. */
export interface ImportRow {
  line: number;
  values: Record<string, unknown>;
}

/** Something that keeps a row from being imported. */
export interface RowFault {
  /** The column; null when it is the row as a whole. */
  field: string | null;
  code: string;
  message: string;
  details?: object;
}

export type RowResult =
  | {
      outcome: 'created' | 'updated' | 'unchanged';
      /** What the row is about, as it is after the row: the preview shows the first ones. */
      record: object;
      /** The row of the same file that created it. */
      follows_line?: number | null;
    }
  | { outcome: 'failed'; faults: RowFault[] };

/** What the rows of one preview or run may use. */
export interface ImportPass {
  import_id: string;
  /** A preview changes nothing: what it would have changed goes into the drafts. */
  mode: 'preview' | 'run';
  /** Statements in the transaction of the batch: all that it does, and how far the import has come, hold together. */
  query: Query;
  /** Those of these keys that rows before these have set in this preview. */
  drafts(keys: string[]): Promise<Map<string, unknown>>;
  setDrafts(drafts: Map<string, unknown>): Promise<void>;
}

/** What a module registers to have its rows imported. */
export interface ImportKind {
  /** What the rows become: `customers`. */
  kind: string;
  /** Whose permissions are needed, and who sees the imports. */
  module: string;
  /** Asked once per preview and run. */
  columns(): Promise<ImportColumn[]>;
  /** Of each group, a file has to have one column at least. */
  needs: string[][];
  /**
   * Does up to 500 rows, in order; answers one result per row. Sees the effect of rows before it, in a preview too. It is repeated after a
   * crash, and with the same file: rows that are there already are unchanged. An AppError that a row causes is noted as that row's fault.
   */
  apply(rows: ImportRow[], pass: ImportPass): Promise<RowResult[]>;
}
