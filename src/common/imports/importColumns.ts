import { validationFailed } from '../errors/commonErrors.js';
import { unescapedCell } from '../list/csv.js';
import type { CsvRow } from './csvReader.js';
import type { ImportColumn, ImportRow, RowFault } from './importKind.js';
import { csvColumnsAmbiguous, csvColumnsMissing } from './imports.errors.js';

/** A column of a file, and what it is taken for; null: it is not imported. */
export interface MappedColumn {
  header: string;
  column: string | null;
}

/** A header, or a name, in the form in which spellings are equal: `E-Mail Address` is `e_mail_address`. */
export function columnKey(header: string): string {
  return header
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, '_')
    .replace(/^_+|_+$/g, '');
}

/**
 * What the columns of a file mean: what the caller says, else what their headers say. Raises validation_failed, csv_columns_ambiguous,
 * csv_columns_missing.
 */
export function mapColumns(
  header: string[],
  { columns, needs }: { columns: ImportColumn[]; needs: string[][] },
  given: Record<string, string | null> = {},
): MappedColumn[] {
  const known = new Map<string, string>();
  for (const { name, aliases = [] } of columns.toReversed()) for (const key of [...aliases, name]) known.set(columnKey(key), name);
  // A module's own names come before what others are also called.
  for (const { name } of columns.toReversed()) known.set(columnKey(name), name);
  const headers = header.map((text) => unescapedCell(text).trim());
  for (const [text, name] of Object.entries(given)) {
    if (!headers.includes(text)) throw refused(`names ${text}, which is no column of the file`);
    if (name !== null && !columns.some((column) => column.name === name)) throw refused(`names ${name}, which is no column that is known`);
  }
  const mapped = headers.map((text) => ({
    header: text,
    column: Object.hasOwn(given, text) ? given[text]! : (known.get(columnKey(text)) ?? null),
  }));
  const twice = headers.filter((text, at) => text !== '' && headers.indexOf(text) !== at);
  const double = mapped.filter(({ column }, at) => column !== null && mapped.findIndex((other) => other.column === column) !== at);
  if (twice.length > 0 || double.length > 0) {
    const meanings = new Set(double.map(({ column }) => column));
    const named = mapped.filter((one) => meanings.has(one.column) || twice.includes(one.header));
    throw csvColumnsAmbiguous({ columns: named });
  }
  const missing = needs.filter((group) => !mapped.some(({ column }) => column !== null && group.includes(column)));
  if (missing.length > 0) throw csvColumnsMissing({ one_of: missing[0], found: headers, known: columns.map(({ name }) => name) });
  return mapped;
}

/** Reads the cells of a row by what its columns mean. */
export function rowReader(mapped: MappedColumn[], columns: ImportColumn[]): (row: CsvRow) => ImportRow | RowFault[] {
  const readers = mapped.map(({ column }) => columns.find(({ name }) => name === column));
  return ({ line, cells, bad_byte }) => {
    if (bad_byte !== undefined) {
      const message = `The row has bytes that are not UTF-8, the first one at byte ${bad_byte} of the file.`;
      return [{ field: null, code: 'invalid_encoding', message, details: { byte: bad_byte } }];
    }
    const faults: RowFault[] = [];
    if (cells.slice(mapped.length).some((cell) => cell.trim() !== ''))
      faults.push({ field: null, code: 'too_many_cells', message: `The row has ${cells.length} cells, the header has ${mapped.length}.` });
    const values: Record<string, unknown> = {};
    readers.forEach((column, at) => {
      const text = unescapedCell(cells[at] ?? '').trim();
      if (!column || text === '') return;
      const read = column.read(text);
      if ('fault' in read) faults.push({ field: column.name, code: 'invalid_value', message: `${column.name} ${read.fault}` });
      else values[column.name] = read.value;
    });
    return faults.length > 0 ? faults : { line, values };
  };
}

function refused(words: string): Error {
  return validationFailed([{ field: 'mapping', message: `mapping ${words}` }]);
}
