import { backoff } from './backoff.js';

describe('backoff', () => {
  it('doubles the pause, or as told, up to the longest, however many attempts', () => {
    const all = (options: object) =>
      [1, 2, 3, 4, 5, 5_000].map((attempt) => backoff(attempt, { first_ms: 100, max_ms: 1_000, ...options }));
    expect(all({})).toEqual([100, 200, 400, 800, 1_000, 1_000]);
    expect(all({ factor: 3 })).toEqual([100, 300, 900, 1_000, 1_000, 1_000]);
    expect(backoff(3, { first_ms: 100 })).toBe(400);
  });

  it('spreads it as told', () => {
    const jitter = [0.5, 1.5] as const;
    expect([0, 0.5, 1].map((random) => backoff(2, { first_ms: 100, jitter, random }))).toEqual([100, 200, 300]);
    for (let n = 0; n < 100; n++) {
      const pause = backoff(1, { first_ms: 100, max_ms: 50, jitter });
      expect(pause).toBeGreaterThanOrEqual(25);
      expect(pause).toBeLessThanOrEqual(75);
    }
  });
});
