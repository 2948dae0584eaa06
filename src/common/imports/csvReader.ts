import { isUtf8 } from 'node:buffer';
import { Readable } from 'node:stream';
import { CsvError, type InfoRecord, parse } from 'csv-parse';
import { csvEmpty, csvMalformed, csvUnreadable } from './imports.errors.js';

/** A row of a file; the first one is the header. */
export interface CsvRow {
  /** The line of the file on which it begins; the first is 1. */
  line: number;
  cells: string[];
  /** Where the file has bytes within this row that are no UTF-8: the offset of the first one from the beginning of the file. */
  bad_byte?: number;
}

/** No cell, and no row, is as long as this, bytes: beyond it a quote was left open. */
const MAX_ROW = 1_000_000;
/** How much of a file is looked at to find what separates its cells, bytes. */
const HEAD = 65_536;
const SEPARATORS = [',', ';', '\t'];

/**
 * Reads CSV (RFC 4180) as people and spreadsheets write it: with or without a byte order mark, lines that end in LF or CRLF, cells
 * separated by commas, semicolons or tabs. Rows without any content are no rows. Holds a few rows at a time. Raises csv_empty,
 * csv_unreadable, csv_malformed.
 */
export async function* readCsv(source: AsyncIterable<Buffer>): AsyncGenerator<CsvRow, void, undefined> {
  const chunks = source[Symbol.asyncIterator]();
  const head = await readHead(chunks);
  if (head.length === 0) throw csvEmpty();
  if (head.includes(0)) throw csvUnreadable();
  const bad: number[] = [];
  let end = 0;
  let doubled = 0;
  const rowOf = (cells: string[], info: InfoRecord): CsvRow => {
    // The parser takes a CRLF within quotes for two lines.
    const before = doubled;
    doubled += breaks(cells, /\r\n/g);
    end = info.lines - doubled;
    const bad_byte = bad[0] !== undefined && bad[0] < info.bytes ? bad[0] : undefined;
    while (bad[0] !== undefined && bad[0] < info.bytes) bad.shift();
    return { line: info.lines - before - breaks(cells, /[\r\n]/g), cells, ...(bad_byte !== undefined && { bad_byte }) };
  };
  const parser = parse({
    bom: true,
    delimiter: separatorOf(head),
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_empty_values: true,
    max_record_size: MAX_ROW,
    // Called as rows are found: when the file ends badly, that is sooner than the stream gives them.
    on_record: (cells: string[], info) => rowOf(cells, info) as never,
  });
  const input = Readable.from(watched(head, chunks, bad));
  input.on('error', (error) => parser.destroy(error)).pipe(parser);
  try {
    yield* parser as AsyncIterable<CsvRow>;
  } catch (error) {
    throw error instanceof CsvError ? csvMalformed({ line: end + 1 }) : error;
  } finally {
    input.destroy();
    parser.destroy();
  }
}

function breaks(cells: string[], kind: RegExp): number {
  return cells.reduce((sum, cell) => sum + (cell.match(kind)?.length ?? 0), 0);
}

async function readHead(chunks: AsyncIterator<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = [];
  for (let size = 0; size < HEAD;) {
    const { value, done } = await chunks.next();
    if (done) break;
    parts.push(value);
    size += value.length;
  }
  return Buffer.concat(parts);
}

/** What stands most often between the cells of the first line. */
function separatorOf(head: Buffer): string {
  const [line = ''] = head
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trimStart()
    .replace(/"[^"]*"/g, '')
    .split(/[\r\n]/, 1);
  const count = (separator: string) => line.split(separator).length;
  return SEPARATORS.reduce((best, one) => (count(one) > count(best) ? one : best));
}

/** The bytes as they are; where they are no UTF-8, or a NUL, the offset is noted: once a line at most. */
async function* watched(head: Buffer, rest: AsyncIterator<Buffer>, bad: number[]): AsyncGenerator<Buffer> {
  let offset = 0;
  let tail: Buffer = Buffer.alloc(0);
  for (let chunk: Buffer | undefined = head; chunk; chunk = await next(rest)) {
    const bytes: Buffer = tail.length === 0 ? chunk : Buffer.concat([tail, chunk]);
    const whole = bytes.length - unfinished(bytes);
    note(bytes.subarray(0, whole), offset, bad);
    offset += whole;
    tail = bytes.subarray(whole);
    yield chunk;
  }
  if (tail.length > 0) bad.push(offset);
}

async function next(chunks: AsyncIterator<Buffer>): Promise<Buffer | undefined> {
  const { value, done } = await chunks.next();
  return done ? undefined : value;
}

function note(bytes: Buffer, offset: number, bad: number[]): void {
  if (isUtf8(bytes) && !bytes.includes(0)) return;
  for (let from = 0; from < bytes.length;) {
    const at = bytes.indexOf(0x0a, from);
    const to = at < 0 ? bytes.length : at + 1;
    const first = firstBad(bytes.subarray(from, to));
    if (first >= 0) bad.push(offset + from + first);
    from = to;
  }
}

/** Where the first byte is that is no UTF-8; -1: nowhere. */
function firstBad(bytes: Buffer): number {
  const nul = bytes.indexOf(0);
  const text = bytes.toString('utf8');
  for (let at = text.indexOf('\uFFFD'); at >= 0; at = text.indexOf('\uFFFD', at + 1)) {
    const place = Buffer.byteLength(text.slice(0, at));
    // Written in the file as it is.
    if (bytes.subarray(place, place + 3).equals(REPLACEMENT)) continue;
    return nul < 0 ? place : Math.min(nul, place);
  }
  return nul;
}

const REPLACEMENT = Buffer.from('\uFFFD');

/** How many bytes at the end begin a character that goes on in the next chunk. */
function unfinished(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back]!;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0;
  }
  return 0;
}
