import { Readable } from 'node:stream';
import { AppError } from '../errors/appError.js';
import { partOf, rangeOf } from './byteRange.js';

const size = 1_000;

describe('the range of a request', () => {
  it.each([
    ['bytes=0-99', { start: 0, end: 99 }],
    ['bytes=0-0', { start: 0, end: 0 }],
    ['bytes=900-', { start: 900, end: 999 }],
    ['bytes=999-5000', { start: 999, end: 999 }],
    ['bytes=-100', { start: 900, end: 999 }],
    ['bytes=-5000', { start: 0, end: 999 }],
    ['Bytes = 5-6', { start: 5, end: 6 }],
  ])('%s is %j', (range, expected) => expect(rangeOf({ range }, { size })).toEqual(expected));

  it.each([undefined, '', 'bytes=', 'bytes=-', 'bytes=9-3', 'bytes=0-1,5-6', 'lines=0-9', 'bytes=a-b', 'bytes=1.5-9', '0-9'])(
    '%j is the whole',
    (range) => expect(rangeOf({ range }, { size })).toBeUndefined(),
  );

  it.each(['bytes=1000-', 'bytes=5000-6000', 'bytes=-0'])('%s is none', (range) => {
    try {
      rangeOf({ range }, { size });
      throw new Error('It was taken.');
    } catch (error) {
      expect(error).toMatchObject({ code: 'range_not_satisfiable', statusCode: 416, headers: { 'content-range': 'bytes */1000' } });
      expect(error).toBeInstanceOf(AppError);
    }
  });

  it('of nothing is none', () => expect(() => rangeOf({ range: 'bytes=0-' }, { size: 0 })).toThrow());

  it('counts only for the content that it was made for', () => {
    const range = 'bytes=0-9';
    expect(rangeOf({ range, if_range: '"a"' }, { size, etag: '"a"' })).toEqual({ start: 0, end: 9 });
    for (const if_range of ['"b"', 'W/"a"', 'Wed, 21 Oct 2015 07:28:00 GMT']) {
      expect(rangeOf({ range, if_range }, { size, etag: '"a"' })).toBeUndefined();
      expect(rangeOf({ range, if_range }, { size })).toBeUndefined();
    }
  });
});

describe('a part of a stream', () => {
  it.each([
    [0, 0, 'a'],
    [0, 11, 'abcdefghijkl'],
    [2, 4, 'cde'],
    [3, 3, 'd'],
    [4, 8, 'efghi'],
    [11, 11, 'l'],
  ])('is its bytes from %i to %i, wherever the chunks end', async (start, end, expected) => {
    for (const length of [1, 2, 3, 5, 12]) {
      const chunks = 'abcdefghijkl'.match(new RegExp(`.{1,${length}}`, 'g'))!.map((text) => Buffer.from(text));
      const whole = Readable.from(chunks, { objectMode: false });
      expect(Buffer.concat(await partOf(whole, { start, end }).toArray()).toString()).toBe(expected);
      expect(whole.destroyed).toBe(true);
    }
  });
});
