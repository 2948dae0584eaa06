import { RateLimit } from './rateLimit.js';

describe('a rate limit', () => {
  it('lets so many of each name through in a window, and says how many seconds are left of it', () => {
    const limit = new RateLimit({ max: 2, window_ms: 60_000, names: 10 });
    expect([0, 1, 10_000, 59_999].map((now) => limit.count('a', now))).toEqual([0, 0, 50, 1]);
    expect(limit.count('b', 10_000)).toBe(0);
    // The window of `a` is over, and counting starts again.
    expect([60_000, 60_001, 60_002].map((now) => limit.count('a', now))).toEqual([0, 0, 60]);
  });

  it('tells the wait without counting', () => {
    const limit = new RateLimit({ max: 1, window_ms: 60_000, names: 10 });
    expect([limit.wait('a', 0), limit.wait('a', 0), limit.count('a', 0), limit.wait('a', 30_000), limit.wait('a', 60_000)]).toEqual([
      0, 0, 0, 30, 0,
    ]);
  });

  it('remembers a limited number of names, the newest', () => {
    const limit = new RateLimit({ max: 1, window_ms: 60_000, names: 2 });
    for (const [place, name] of ['a', 'b', 'c'].entries()) limit.count(name, place);
    expect(['a', 'b', 'c'].map((name) => limit.wait(name, 10) > 0)).toEqual([false, true, true]);
    expect(limit.size).toBe(2);
  });
});
