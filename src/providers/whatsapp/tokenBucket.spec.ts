import { TokenBucket } from './tokenBucket.js';

describe('TokenBucket', () => {
  it('lets a burst through and then keeps its rate, within any minute', () => {
    let now = 0;
    const bucket = new TokenBucket(4.5, 30, () => now);
    const turns: number[] = [];
    while (now < 300_000) {
      const wait = bucket.reserve(Infinity)!;
      now += wait;
      turns.push(now);
    }
    const busiest = Math.max(...turns.map((from) => turns.filter((at) => at >= from && at < from + 60_000).length));
    expect(busiest).toBeLessThanOrEqual(300);
    expect(turns.length).toBeGreaterThan(1_300);
  });

  it('takes no turn beyond its patience', () => {
    const bucket = new TokenBucket(1, 1, () => 0);
    expect(bucket.reserve(0)).toBe(0);
    expect(bucket.reserve(500)).toBeNull();
    expect(bucket.reserve(1_000)).toBe(1_000);
    bucket.giveBack();
    expect(bucket.reserve(1_000)).toBe(1_000);
  });
});
