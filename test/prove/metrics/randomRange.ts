import type { Random } from '../../../src/providers/sandbox/random.js';

/** Ends anywhere, at quarters, hours or midnights; from seconds to more than all there is. */
export function randomRange(random: Random, stretch: { from: number; to: number }): { start: number; end: number } {
  const span = stretch.to - stretch.from;
  const bound = () => {
    const at = stretch.from - span * 0.1 + random.next() * span * 1.2;
    const grain = random.weighted([
      [1, 4],
      [1_000, 3],
      [900_000, 2],
      [3_600_000, 2],
      [86_400_000, 1],
    ] as const);
    return Math.floor(at / grain) * grain;
  };
  const [a, b] = [bound(), bound()];
  return a === b ? { start: a, end: a + 1 } : { start: Math.min(a, b), end: Math.max(a, b) };
}
