import { type ExecutionContext, StreamableFile } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { pino } from 'pino';
import { lastValueFrom, of, throwError } from 'rxjs';
import { Readable } from 'node:stream';
import { conflict, internalError, rateLimited, validationFailed } from '../errors/commonErrors.js';
import { IdempotencyInterceptor } from './idempotency.interceptor.js';
import type { Beginning, IdempotencyRepository, StoredAnswer } from './idempotency.repository.js';

/** What the interceptor did with the place of one request, without a database. */
class Place {
  stored?: StoredAnswer;
  givenUp = false;
  constructor(private readonly beginning: Beginning = { outcome: 'begun', attempt: 1 }) {}
  begin = async () => this.beginning;
  touch = async () => undefined;
  finish = async (_name: unknown, _attempt: number, answer: StoredAnswer) => void (this.stored = answer);
  giveUp = async () => void (this.givenUp = true);
}

async function run(place: Place, result: unknown, { fails = false, status = 201 } = {}) {
  const headers: Record<string, string> = {};
  const reply = {
    sent: false,
    statusCode: status,
    hasHeader: (name: string) => name in headers,
    getHeader: (name: string) => headers[name],
    header: (name: string, value: string) => void (headers[name] = value),
    status(code: number) {
      this.statusCode = code;
      return this;
    },
    headers: (more: Record<string, string>) => void Object.assign(headers, more),
  };
  const request = {
    id: 'request-1',
    method: 'POST',
    url: '/things?x=1',
    params: {},
    raw: {},
    routeOptions: { url: '/things', config: {} },
    query: {},
    body: {},
    headers: { 'idempotency-key': 'k' },
    user: { id: 'u' },
  };
  const context = {
    getType: () => 'http',
    switchToHttp: () => ({ getRequest: () => request, getResponse: () => reply }),
    getHandler: () => run,
  } as unknown as ExecutionContext;
  const interceptor = new IdempotencyInterceptor(new Reflector(), place as unknown as IdempotencyRepository, pino({ level: 'silent' }));
  const answer = lastValueFrom(interceptor.intercept(context, { handle: () => (fails ? throwError(() => result) : of(result)) }));
  return { answer: await answer.catch((error: unknown) => error), headers, status: reply.statusCode };
}

describe('IdempotencyInterceptor', () => {
  it('stores the text that goes out, with status and type', async () => {
    const place = new Place();
    const { answer, headers } = await run(place, { name: 'é', nothing: undefined, when: new Date(0) }, { status: 202 });
    expect(answer).toBe('{"name":"é","when":"1970-01-01T00:00:00.000Z"}');
    expect(place.stored).toEqual({ status: 202, headers: { 'content-type': headers['content-type'] }, body: answer });
  });

  it('stores plain text as such, and nothing as nothing', async () => {
    const [text, nothing] = [new Place(), new Place()];
    await run(text, 'done');
    await run(nothing, undefined, { status: 204 });
    expect(text.stored).toEqual({ status: 201, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: 'done' });
    expect(nothing.stored).toEqual({ status: 204, headers: {}, body: '' });
  });

  it.each([
    ['a stream', () => Readable.from(['a'])],
    ['a file', () => new StreamableFile(Buffer.from('a'))],
    ['bytes', () => Buffer.from('a')],
    [
      'a generator',
      () =>
        (async function* () {
          yield 'a';
        })(),
    ],
  ])('passes %s on and gives the place up', async (_name, make) => {
    const [place, result] = [new Place(), make()];
    expect((await run(place, result)).answer).toBe(result);
    expect([place.stored, place.givenUp]).toEqual([undefined, true]);
  });

  it.each([
    ['a failure of ours', internalError()],
    ['an unforeseen error', new Error('boom')],
    ['a conflict', conflict()],
    ['too many requests', rateLimited()],
  ])('does not keep %s', async (_name, error) => {
    const place = new Place();
    expect((await run(place, error, { fails: true })).answer).toBe(error);
    expect([place.stored, place.givenUp]).toEqual([undefined, true]);
  });

  it('keeps a refusal', async () => {
    const place = new Place();
    await run(place, validationFailed([{ field: 'x', message: 'x is bad' }]), { fails: true });
    expect([place.stored!.status, JSON.parse(place.stored!.body!)]).toEqual([
      400,
      expect.objectContaining({ code: 'validation_failed', request_id: 'request-1' }),
    ]);
  });

  it('gives a stored answer again without asking the handler', async () => {
    const place = new Place({
      outcome: 'done',
      attempt: 1,
      status: 418,
      headers: { 'content-type': 'application/json', location: '/x' },
      body: '{"a" : 1}',
    });
    const { answer, headers, status } = await run(place, new Error('must not be asked'), { fails: true });
    expect([answer, status, headers]).toEqual([
      '{"a" : 1}',
      418,
      { 'content-type': 'application/json', location: '/x', 'idempotency-replayed': 'true' },
    ]);
  });
});
