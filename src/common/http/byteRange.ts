import { StreamableFile } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Readable } from 'node:stream';
import { defineError } from '../errors/appError.js';

export const rangeNotSatisfiable = defineError('range_not_satisfiable', 416, 'The range starts beyond the end of the content.');

/** Some bytes of a content, the last one included. */
export interface ByteRange {
  start: number;
  end: number;
}

/** Which part a request asks for: its headers `Range` and `If-Range`. */
export interface RangeWish {
  range?: string;
  if_range?: string;
}

/** A content, or the part of it that `range` names, on its way. */
export interface ServedBytes {
  stream: Readable;
  /** Of the whole content; undefined when its source does not say it. */
  size?: number;
  range?: ByteRange;
  /** Strong, with its quotes. */
  etag?: string;
}

/**
 * The part that is to be sent; undefined is the whole, as it is for everything that RFC 9110 lets a server ignore: several ranges, other
 * units, a content that has changed since. Raises range_not_satisfiable.
 */
export function rangeOf({ range, if_range }: RangeWish, { size, etag }: { size: number; etag?: string }): ByteRange | undefined {
  const [, first, last] = /^bytes\s*=\s*(\d{0,15})-(\d{0,15})$/i.exec(range?.trim() ?? '') ?? [];
  if (first === undefined || last === undefined || (first === '' && last === '')) return undefined;
  if (if_range !== undefined && (etag === undefined || if_range !== etag)) return undefined;
  if (first !== '' && last !== '' && Number(last) < Number(first)) return undefined;
  const start = first === '' ? Math.max(size - Number(last), 0) : Number(first);
  if (start >= size) throw rangeNotSatisfiable({ size }, { headers: { 'content-range': `bytes */${size}` } });
  return { start, end: first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1) };
}

/** The bytes of a range from a stream that begins at the first byte; the rest is not read. */
export function partOf(whole: Readable, range: ByteRange): Readable {
  return Readable.from(within(whole, range), { objectMode: false });
}

async function* within(whole: Readable, { start, end }: ByteRange): AsyncGenerator<Buffer> {
  let at = 0;
  for await (const chunk of whole as AsyncIterable<Buffer>) {
    if (at + chunk.length > start) yield chunk.subarray(Math.max(start - at, 0), end + 1 - at);
    at += chunk.length;
    if (at > end) return;
  }
}

/** Answers with a content, or with 206 and the part that was asked for. */
export function answerBytes(reply: FastifyReply, { stream, size, range, etag }: ServedBytes): StreamableFile {
  const length = range ? range.end + 1 - range.start : size;
  if (range) void reply.status(206).header('content-range', `bytes ${range.start}-${range.end}/${size}`);
  if (size !== undefined) void reply.header('accept-ranges', 'bytes');
  if (length !== undefined) void reply.header('content-length', length);
  if (etag !== undefined) void reply.header('etag', etag);
  return new StreamableFile(stream, { type: reply.getHeader('content-type') as string });
}
