import { MAX_ATTEMPTS, retryPause } from './retryPause.js';

describe('retryPause', () => {
  it('grows threefold up to half an hour', () => {
    expect([1, 2, 3, 4, 8].map((attempts) => retryPause(attempts, 0.5))).toEqual([1_000, 3_000, 9_000, 27_000, 1_800_000]);
  });

  it('varies by a quarter either way, so that failures of one moment do not come back in one', () => {
    expect([retryPause(3, 0), retryPause(3, 1)]).toEqual([6_750, 11_250]);
  });

  it('gives up after about twenty minutes', () => {
    const all = Array.from({ length: MAX_ATTEMPTS - 1 }, (_, index) => retryPause(index + 1, 0.5)).reduce((sum, pause) => sum + pause);
    expect(all / 60_000).toBeGreaterThan(15);
    expect(all / 60_000).toBeLessThan(25);
  });
});
