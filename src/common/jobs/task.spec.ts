import { task, type Task } from './task.js';

type PayloadOf<T> = T extends Task<infer P> ? P : never;

const parse = task('emails.parse', { ids: 'string[]', look: 'number', again: 'boolean?' });

describe('a task', () => {
  it('types its payload', () => {
    const payload: PayloadOf<typeof parse> = { ids: ['a'], look: 1 };
    payload.again = true;
    // @ts-expect-error: a number
    payload.look = '1';
    // @ts-expect-error: it is needed
    const incomplete: PayloadOf<typeof parse> = { ids: [] };
    expect(parse.read(incomplete === payload ? payload : { ids: ['a'], look: 1, again: true })).toEqual({
      ids: ['a'],
      look: 1,
      again: true,
    });
  });

  it('takes what it is told, and does not mind more', () => {
    expect(parse.read({ ids: [], look: 1, other: 'x' })).toEqual({ ids: [], look: 1, other: 'x' });
    expect(task('mail.clean').read(undefined)).toEqual({});
  });

  it.each([
    [{ ids: 'a', look: 1 }, 'The payload of emails.parse lacks ids (string[]).'],
    [{ ids: [1], look: 1 }, 'The payload of emails.parse lacks ids (string[]).'],
    [{ ids: [], look: 1, again: null }, 'The payload of emails.parse lacks again (boolean?).'],
    [null, 'The payload of emails.parse lacks ids (string[]), look (number).'],
  ])('refuses %j', (payload, message) => expect(() => parse.read(payload)).toThrow(message));
});
