import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Readable } from 'node:stream';
import { firstValueFrom, from, type Observable } from 'rxjs';
import { Shares } from '../concurrency/shares.js';
import { defineError } from '../errors/appError.js';
import { csvLine, csvWish, type CsvWish, sendCsv } from './csv.js';
import type { Page } from './page.dto.js';
import { MAX_LIMIT, MAX_PAGE } from './pageQuery.dto.js';
import { uncounted } from './uncounted.js';

export const tooManyExports = defineError('too_many_exports', 429, 'Two of your exports are under way; wait until one of them has ended.');

/** Exports of one caller that one process writes at once. */
const MAX_OF_ONE = 2;

type Row = Record<string, unknown>;

/**
 * `Accept: text/csv`, or `format=csv`, on any list gives all its rows: the list's own handler is asked page after page, so an export can
 * hold nothing that the list does not show. An answer that is rows and no page, as of a dashboard, is these rows. Everything else is left
 * alone. However a list is written, one caller has few of them under way, because each keeps the database busy for long.
 */
@Injectable()
export class CsvInterceptor implements NestInterceptor {
  private readonly places = new Shares(Infinity, MAX_OF_ONE);

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (context.getType() !== 'http') return next.handle();
    const request = context.switchToHttp().getRequest<FastifyRequest<{ Querystring: Row }> & { user?: { id: string } }>();
    const wish = request.method === 'GET' ? csvWish(request) : undefined;
    if (!wish) return next.handle();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    const leave = this.places.take(request.user?.id ?? '');
    if (!leave) throw tooManyExports(undefined, { headers: { 'retry-after': '5' } });
    if (reply.raw.destroyed) leave();
    else reply.raw.once('close', leave);
    return from(this.export(request, reply, wish, next));
  }

  private async export(
    request: FastifyRequest<{ Querystring: Row }>,
    reply: FastifyReply,
    wish: CsvWish,
    next: CallHandler,
  ): Promise<unknown> {
    // An export begins at the beginning, whichever page is on the screen.
    // What is no page and no place in a list stays, and is refused as ever.
    const page = textOf(request.query['page']);
    if (/^\d{1,7}$/.test(page) && Number(page) >= 1 && Number(page) <= MAX_PAGE) delete request.query['page'];
    if (textOf(request.query['cursor'])) delete request.query['cursor'];
    const first: unknown = await uncounted(() => firstValueFrom(next.handle()));
    if (reply.sent) return first;
    if (isRows(first)) {
      sendCsv(reply, wish, Readable.from(linesOf(first)));
      return reply;
    }
    if (!isPage(first)) return first;
    const nextPage = (cursor: string): Promise<Page<Row>> => {
      Object.assign(request.query, { cursor, limit: String(MAX_LIMIT) });
      return uncounted(() => firstValueFrom(next.handle()) as Promise<Page<Row>>);
    };
    sendCsv(reply, wish, Readable.from(lines(first, nextPage)));
    return reply;
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function linesOf(rows: Row[]): string[] {
  const columns = Object.keys(rows[0] ?? {});
  return [csvLine(columns), ...rows.map((row) => csvLine(columns.map((column) => row[column])))];
}

async function* lines(first: Page<Row>, nextPage: (cursor: string) => Promise<Page<Row>>): AsyncGenerator<string> {
  const columns = Object.keys(first.data[0] ?? {});
  yield csvLine(columns);
  for (let page = first; ; page = await nextPage(page.next_cursor!)) {
    yield page.data.map((row) => csvLine(columns.map((column) => row[column]))).join('');
    if (!page.next_cursor) return;
  }
}

function isRows(value: unknown): value is Row[] {
  return Array.isArray(value) && value.every((row) => typeof row === 'object' && row !== null && !Array.isArray(row));
}

/** Whether a handler answered a page of a list. */
export function isPage(value: unknown): value is Page<Row> {
  return typeof value === 'object' && value !== null && Array.isArray((value as Page<Row>).data) && 'next_cursor' in value;
}
