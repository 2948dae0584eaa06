import type { FastifyReply } from 'fastify';
import type { Readable } from 'node:stream';
import { csvWish, sendCsv } from './csv.js';

/** What a list has to say, either way: finished JSON of one page, or all rows as CSV. */
export interface PageSource {
  json(): Promise<string>;
  csv(): Promise<Readable>;
}

/** Answers a list whose text the database writes itself. Lists that return a `Page` need none of this: the interceptor gives their CSV. */
export async function sendPage(reply: FastifyReply, { json, csv }: PageSource): Promise<void> {
  void reply.header('vary', 'Origin, Accept');
  const wish = csvWish(reply.request);
  if (wish) sendCsv(reply, wish, await csv());
  else await reply.header('content-type', 'application/json; charset=utf-8').send(await json());
}
