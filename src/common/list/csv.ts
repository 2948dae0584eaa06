/** What a spreadsheet would begin a formula with (OWASP, "CSV Injection"), a mark that it may skip, and the apostrophe itself. */
const RISKY_START = /^[=+\-@＝＋－＠\uFEFF\t\r\n']/;

/**
 * One line of CSV (RFC 4180). Text that a spreadsheet would run as a formula gets a leading apostrophe, and so does text that begins
 * with one: whoever takes one apostrophe away has the text as it was. The same as csv_cell in SQL.
 */
export function csvLine(cells: unknown[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  let text = typeof value === 'string' ? value : JSON.stringify(value);
  if (RISKY_START.test(text) && !/^[+-]?\d+(\.\d+)?$/.test(text)) text = `'${text}`;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A cell of a file that `csvLine` or a spreadsheet's user wrote, without the apostrophe that keeps a formula from being one. */
export function unescapedCell(text: string): string {
  return text.startsWith("'") && RISKY_START.test(text.slice(1)) ? text.slice(1) : text;
}

/** Whether the caller asks for CSV rather than JSON. */
export function wantsCsv(accept: string | undefined): boolean {
  return accept !== undefined && /\btext\/csv\b/i.test(accept);
}
