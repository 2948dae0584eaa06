// What memory during a long work says: whether it is flat.
import { median, spread } from './measure.mjs';
import { digits, mebibytes, times } from './report.mjs';

/** @typedef {{ at: number, resident: number, heap: number }[]} Memory `at`: the share of the work that is done */

/** Memory counts as flat when the last quarter of the work needs no more than this above the quarter before. */
const FLAT = 0.1;

/**
 * One figure for each of so many equal stretches of the work: of a saw, the tips say what it needs, the feet what stays after
 * the garbage is collected; two samples taken anywhere say nothing.
 * @param {Memory} memory @param {number} stretches @param {(samples: Memory) => number} figure
 */
function byStretch(memory, stretches, figure) {
  return Array.from({ length: stretches }, (_, index) =>
    figure(memory.filter(({ at }) => at > index / stretches && at <= (index + 1) / stretches)),
  );
}
const mostResident = (/** @type {Memory} */ samples) => Math.max(...samples.map(({ resident }) => resident));
const leastHeap = (/** @type {Memory} */ samples) => Math.min(...samples.map(({ heap }) => heap));

/** What a row says of it; each stretch's median over the rounds. @param {Memory[]} rounds @param {string} unit what the work is counted in */
export function judgeMemory(rounds, unit) {
  const stretches = (/** @type {number} */ count, /** @type {(samples: Memory) => number} */ figure) => {
    const of_rounds = rounds.map((memory) => byStretch(memory, count, figure));
    return of_rounds[0].map((_, index) => median(of_rounds.map((each) => each[index])));
  };
  const growth = spread(rounds.map((memory) => byStretch(memory, 4, mostResident)).map((quarters) => quarters[3] / quarters[2]));
  const [, , before, last] = stretches(4, mostResident);
  const listed = (/** @type {number[]} */ bytes) => `${bytes.map((each) => digits(each / 2 ** 20)).join(', ')} MiB`;
  return {
    ours: mebibytes(last),
    baseline: mebibytes(before),
    baseline_is: `the most in the third quarter of the ${unit}; ours is the most in the last`,
    ratio: growth,
    ratio_text: `${times(growth.median)}, ${last < before ? '−' : '+'}${mebibytes(Math.abs(last - before))}`,
    goal: `flat: at most ${1 + FLAT} times`,
    met: growth.median <= 1 + FLAT,
    facts: [
      `the most in each eighth: ${listed(stretches(8, mostResident))}`,
      `the least heap in use in each quarter, which is what stays after collecting: ${listed(stretches(4, leastHeap))}`,
    ],
  };
}
