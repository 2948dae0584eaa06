import { isDeeperThan } from './requestLimits.js';

const nested = (levels: number): unknown => JSON.parse(`${'['.repeat(levels)}${']'.repeat(levels)}`);

describe('isDeeperThan', () => {
  it('counts levels of objects and arrays', () => {
    expect(isDeeperThan('text', 0)).toBe(false);
    expect(isDeeperThan({ a: 1 }, 1)).toBe(false);
    expect(isDeeperThan({ a: [1] }, 1)).toBe(true);
    expect(isDeeperThan(nested(32), 32)).toBe(false);
    expect(isDeeperThan(nested(33), 32)).toBe(true);
  });

  it('survives half a million brackets, and many values', () => {
    expect(isDeeperThan(nested(500_000), 32)).toBe(true);
    expect(
      isDeeperThan(
        Array.from({ length: 300_000 }, (_, index) => index),
        32,
      ),
    ).toBe(false);
  });

  it('does not look into bytes', () => {
    expect(isDeeperThan(Buffer.alloc(1_000_000), 0)).toBe(false);
  });
});
