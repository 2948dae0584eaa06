// How figures are taken: in short rounds, ours and the baseline by turns, so that a noisy neighbour disturbs both.
import { undisturbed } from './quiet.mjs';

/** @typedef {{ median: number, low: number, high: number, rounds: number }} Spread the middle of several rounds, and the extremes */

/** @param {number[]} values */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** @param {number[]} values @returns {Spread} */
export function spread(values) {
  return { median: median(values), low: Math.min(...values), high: Math.max(...values), rounds: values.length };
}

/** Milliseconds that one run takes. @param {() => unknown} work */
export async function time(work) {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

/** The median of several runs in a row: one run of a few milliseconds says little. @param {() => unknown} work */
export async function timeSeveral(work, runs = 7) {
  const times = [];
  for (let run = 0; run < runs; run++) times.push(await time(work));
  return median(times);
}

/**
 * Takes two figures by turns, the first of a round being the second of the next.
 * @param {{ ours: () => Promise<number>, baseline: () => Promise<number>, rounds: number, warm_ups?: number, patience:
 * import('./quiet.mjs').Patience }} plan
 * @returns {Promise<{ ours: Spread, baseline: Spread, baseline_by_ours: Spread, others: number }>}
 *   `baseline_by_ours` is the ratio, round by round; `others` the share of the machine that other programs took in the worst round
 */
export async function alternate({ ours, baseline, rounds, warm_ups = 1, patience }) {
  const round = async (/** @type {boolean} */ ours_first) => {
    if (!ours_first) return { baseline: await baseline(), ours: await ours() };
    return { ours: await ours(), baseline: await baseline() };
  };
  for (let warm_up = 0; warm_up < warm_ups; warm_up++) await round(true);
  const taken = [];
  for (let index = 0; index < rounds; index++) taken.push(await undisturbed(patience, () => round(index % 2 === 0)));
  return {
    ours: spread(taken.map(({ result }) => result.ours)),
    baseline: spread(taken.map(({ result }) => result.baseline)),
    baseline_by_ours: spread(taken.map(({ result }) => result.baseline / result.ours)),
    others: Math.max(...taken.map(({ others }) => others)),
  };
}

/** The same ratio the other way up. @param {Spread} ratio @returns {Spread} */
export function inverse({ median, low, high, rounds }) {
  return { median: 1 / median, low: 1 / high, high: 1 / low, rounds };
}
