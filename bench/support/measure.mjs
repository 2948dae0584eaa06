// How figures are taken: in short rounds, ours and the baseline by turns, so that a noisy neighbour disturbs both.

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
 * @param {{ ours: () => Promise<number>, baseline: () => Promise<number>, rounds: number, warm_ups?: number }} plan
 * @returns {Promise<{ ours: Spread, baseline: Spread, baseline_by_ours: Spread }>} the last one is the ratio, round by round
 */
export async function alternate({ ours, baseline, rounds, warm_ups = 1 }) {
  const taken = { ours: /** @type {number[]} */ ([]), baseline: /** @type {number[]} */ ([]) };
  for (let round = -warm_ups; round < rounds; round++) {
    const figures = { ours: 0, baseline: 0 };
    for (const side of round % 2 ? ['baseline', 'ours'] : ['ours', 'baseline']) figures[side] = await (side === 'ours' ? ours() : baseline());
    if (round < 0) continue;
    taken.ours.push(figures.ours);
    taken.baseline.push(figures.baseline);
  }
  return {
    ours: spread(taken.ours),
    baseline: spread(taken.baseline),
    baseline_by_ours: spread(taken.baseline.map((figure, round) => figure / taken.ours[round])),
  };
}

/** The same ratio the other way up. @param {Spread} ratio @returns {Spread} */
export function inverse({ median, low, high, rounds }) {
  return { median: 1 / median, low: 1 / high, high: 1 / low, rounds };
}
