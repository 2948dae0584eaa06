import { nextPacificMidnight } from './geminiTraffic.js';

describe('nextPacificMidnight', () => {
  it.each([
    ['2026-11-25T20:00:00Z', '2026-11-26T08:00:00.000Z'],
    ['2026-11-26T07:59:59Z', '2026-11-26T08:00:00.000Z'],
    ['2026-11-26T08:00:00Z', '2026-11-27T08:00:00.000Z'],
    ['2026-07-01T12:00:00Z', '2026-07-02T07:00:00.000Z'],
    // The night in which the clock goes forward.
    ['2026-03-08T09:00:00Z', '2026-03-09T07:00:00.000Z'],
  ])('after %s is %s', (now, midnight) => {
    expect(new Date(nextPacificMidnight(Date.parse(now))).toISOString()).toBe(midnight);
  });
});
