import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Readable } from 'node:stream';
import { firstValueFrom, from, type Observable } from 'rxjs';
import { csvLine, wantsCsv } from './csv.js';
import type { Page } from './page.dto.js';
import { MAX_LIMIT } from './pageQuery.dto.js';

type Row = Record<string, unknown>;

/**
 * `Accept: text/csv` on any list gives all its rows: the list's own handler is asked page after page, so an export can
 * hold nothing that the list does not show. Handlers that return no page are left alone.
 */
@Injectable()
export class CsvInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (context.getType() !== 'http') return next.handle();
    const request = context.switchToHttp().getRequest<FastifyRequest<{ Querystring: Row }>>();
    if (request.method !== 'GET' || !wantsCsv(request.headers.accept)) return next.handle();
    return from(this.export(request, context.switchToHttp().getResponse<FastifyReply>(), next));
  }

  private async export(request: FastifyRequest<{ Querystring: Row }>, reply: FastifyReply, next: CallHandler): Promise<unknown> {
    // An export begins at the beginning, whichever page is on the screen.
    for (const place of ['page', 'cursor']) delete request.query[place];
    const first: unknown = await firstValueFrom(next.handle());
    if (!isPage(first) || reply.sent) return first;
    const nextPage = (cursor: string): Promise<Page<Row>> => {
      Object.assign(request.query, { cursor, limit: String(MAX_LIMIT) });
      return firstValueFrom(next.handle()) as Promise<Page<Row>>;
    };
    void reply.header('content-type', 'text/csv; charset=utf-8').send(Readable.from(lines(first, nextPage)));
    return reply;
  }
}

async function* lines(first: Page<Row>, nextPage: (cursor: string) => Promise<Page<Row>>): AsyncGenerator<string> {
  const columns = Object.keys(first.data[0] ?? {});
  yield csvLine(columns);
  for (let page = first; ; page = await nextPage(page.next_cursor!)) {
    yield page.data.map((row) => csvLine(columns.map((column) => row[column]))).join('');
    if (!page.next_cursor) return;
  }
}

function isPage(value: unknown): value is Page<Row> {
  return typeof value === 'object' && value !== null && Array.isArray((value as Page<Row>).data) && 'next_cursor' in value;
}
