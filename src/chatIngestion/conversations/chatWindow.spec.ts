import { windowOf } from './chatWindow.js';

describe('the window of 24 hours', () => {
  const LAST = '2026-02-24T09:17:57Z';

  it.each([
    ['2026-02-24T09:17:57Z', true],
    // A clock that is behind the provider's.
    ['2026-02-24T09:00:00Z', true],
    ['2026-02-25T09:17:56Z', true],
    ['2026-02-25T09:17:56.999Z', true],
    ['2026-02-25T09:17:57Z', false],
    ['2026-02-25T09:17:58Z', false],
  ])('at %s (C-128, WA-098)', (now, is_open) => {
    expect(windowOf(LAST, new Date(now))).toEqual({ is_open, closes_at: '2026-02-25T09:17:57.000Z' });
  });

  it('was never open for who never wrote', () => {
    expect(windowOf(null, new Date(LAST))).toEqual({ is_open: false, closes_at: null });
  });
});
