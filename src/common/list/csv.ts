import type { FastifyReply, FastifyRequest } from 'fastify';
import { PassThrough, pipeline, type Readable } from 'node:stream';

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
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  let text = cellText(value);
  if (RISKY_START.test(text) && !/^[+-]?\d+(\.\d+)?$/.test(text)) text = `'${text}`;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A value as people read it: a list joined by `; `, a person as in a mail program, other objects as `name: value`. As csv_text in SQL. */
function cellText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return value.map(cellText).join('; ');
  const { email, name, ...more } = value as Record<string, unknown>;
  if (typeof email === 'string' && typeof name === 'string' && Object.keys(more).length === 0) return name ? `${name} <${email}>` : email;
  return Object.entries(value)
    .map(([field, content]) => `${field}: ${cellText(content)}`)
    .join(', ');
}

/** How a caller wants the rows of a list: with a byte order mark, without which Excel takes UTF-8 for something else, or without. */
export interface CsvWish {
  bom: boolean;
}

/** Undefined when the caller asks for JSON. `format` decides, where it is given, else the Accept header. */
export function csvWish({ headers, query }: FastifyRequest): CsvWish | undefined {
  const { format, bom } = (query ?? {}) as Record<string, unknown>;
  const wanted = format === undefined ? /\btext\/csv\b/i.test(headers.accept ?? '') : format === 'csv';
  return wanted ? { bom: bom === 'true' } : undefined;
}

/** Answers with lines of CSV, as a file that has the name of its list. */
export function sendCsv(reply: FastifyReply, { bom }: CsvWish, lines: Readable): void {
  const name = reply.request.routeOptions.url?.match(/(?<=\/)[^/:]+/g)?.join('-') ?? 'list';
  void reply
    .header('content-type', 'text/csv; charset=utf-8')
    .header('content-disposition', `attachment; filename="${name}.csv"`)
    .send(bom ? marked(lines) : lines);
}

function marked(lines: Readable): Readable {
  const file = new PassThrough();
  file.write('\uFEFF');
  // Whoever stops reading the file stops the lines too.
  pipeline(lines, file, () => undefined);
  return file;
}

/** A cell of a file that `csvLine` or a spreadsheet's user wrote, without the apostrophe that keeps a formula from being one. */
export function unescapedCell(text: string): string {
  return text.startsWith("'") && RISKY_START.test(text.slice(1)) ? text.slice(1) : text;
}
