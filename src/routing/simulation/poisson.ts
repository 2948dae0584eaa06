import type { Random } from '../../providers/sandbox/random.js';
import type { Arrival } from './simulation.js';

/** Arrivals at random: exponential gaps, handling times and patience. Times in seconds. */
export function poissonArrivals(
  random: Random,
  given: { per_hour: number; handling: number; patience: number | null; seconds: number },
): Arrival[] {
  const exponential = (mean: number): number => -mean * Math.log(1 - random.next());
  const arrivals: Arrival[] = [];
  for (let at = exponential(3_600 / given.per_hour); at < given.seconds; at += exponential(3_600 / given.per_hour))
    arrivals.push({ at, handling: exponential(given.handling), patience: given.patience === null ? null : exponential(given.patience) });
  return arrivals;
}
