import { canonicalPath, fingerprint, readIdempotencyKey } from './idempotencyKey.js';

describe('readIdempotencyKey', () => {
  it.each(['a', 'order 17/b', 'x'.repeat(255), '~!"\'\\'])('takes %j', (key) => {
    expect(readIdempotencyKey(key)).toBe(key);
  });

  it.each([
    ['nothing', ''],
    ['too much', 'x'.repeat(256)],
    ['a control character', 'a\tb'],
    ['other alphabets', 'schlüssel'],
    ['two of them', ['a', 'b']],
  ])('refuses %s', (_name, key) => {
    expect(() => readIdempotencyKey(key as string)).toThrow(expect.objectContaining({ code: 'validation_failed' }));
  });
});

describe('fingerprint', () => {
  it('does not depend on the order of fields', () => {
    expect(fingerprint({}, { a: 1, b: { c: [1, 2], d: null } })).toBe(fingerprint({}, { b: { d: null, c: [1, 2] }, a: 1 }));
  });

  it.each([
    [{ a: 1 }, { a: '1' }],
    [{ a: [1, 2] }, { a: [2, 1] }],
    [{ a: null }, {}],
    [{}, []],
    [undefined, {}],
    [{ a: { b: 1 } }, { a: [{ name: 'b', content: 1 }] }],
  ])('tells %j from %j', (one, other) => {
    expect(fingerprint({}, one)).not.toBe(fingerprint({}, other));
  });

  it('sees the query', () => {
    expect(fingerprint({ dry_run: 'true' }, {})).not.toBe(fingerprint({}, {}));
  });
});

describe('canonicalPath', () => {
  it.each([
    ['/emails/:id/reply', { id: '7C9E6F0A-1111-4222-8333-444455556666' }, '/emails/7c9e6f0a-1111-4222-8333-444455556666/reply'],
    ['/webhook-events/:id/replay', { id: '007' }, '/webhook-events/7/replay'],
    ['/things/:one/:other', { one: 'A b', other: '0' }, '/things/A%20b/0'],
    ['/roles', {}, '/roles'],
  ])('of %s with %j is %s', (route, params, expected) => {
    expect(canonicalPath(route, params as Record<string, string>)).toBe(expected);
  });
});
