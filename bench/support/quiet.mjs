// How much of the machine other programs take: a round they disturbed says little about ours, so it is taken again.
import { readdirSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

/** @typedef {{ wait_seconds: number, attempts: number }} Patience how long to wait for a quiet machine, how often to take a round */

/** A round counts as undisturbed when others took at most this share of all cores. */
const QUIET = 0.1;
/** Clock ticks of the kernel are too coarse to judge anything shorter. */
const SHORTEST_MS = 400;
const TICK_MS = 10;

/** Milliseconds all cores have worked since the machine started. */
export function busyMs() {
  return cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0);
}

/** Milliseconds that this process and all it has started have worked, the ended ones included. */
function ownMs() {
  /** @type {Map<number, { parent: number, ms: number }>} */
  const all = new Map();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const text = readFileSync(`/proc/${name}/stat`, 'utf8');
      const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
      const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
      all.set(Number(name), { parent: Number(fields[1]), ms: ticks * TICK_MS });
    } catch {
      // It has just ended.
    }
  }
  const isOurs = (/** @type {number} */ pid) => {
    for (let at = pid; at > 1; at = all.get(at)?.parent ?? 0) if (at === process.pid) return true;
    return false;
  };
  return [...all].reduce((sum, [pid, { ms }]) => sum + (isOurs(pid) ? ms : 0), 0);
}

/** Starts watching; the answer is the share of all cores that others have taken since, 0 to 1. */
export function watchOthers() {
  const before = { at: performance.now(), busy: busyMs(), own: ownMs() };
  return () => {
    const ms = performance.now() - before.at;
    if (ms < SHORTEST_MS) return 0;
    return Math.max(0, (busyMs() - before.busy - (ownMs() - before.own)) / (ms * cpus().length));
  };
}

/**
 * Waits until nobody else works on this machine, but not for ever. Returns the share that others took in the end.
 * @param {number} seconds
 */
export async function waitForQuiet(seconds) {
  const until = performance.now() + seconds * 1000;
  for (;;) {
    const others = watchOthers();
    await sleep(1000);
    const share = others();
    if (share < QUIET / 2 || performance.now() >= until) return share;
  }
}

/**
 * Does it, again and again while others disturb; what was disturbed least counts. Work that is only in part a measurement says
 * itself what others took of that part.
 * @template T
 * @param {Patience} patience @param {() => Promise<T>} work @param {(result: T) => number} [shareOf]
 * @returns {Promise<{ result: T, others: number }>}
 */
export async function undisturbed({ attempts, wait_seconds }, work, shareOf) {
  /** @type {{ result: T, others: number } | undefined} */
  let best;
  for (let attempt = 0; attempt < attempts; attempt++) {
    if (wait_seconds > 0) await waitForQuiet(wait_seconds);
    const others = watchOthers();
    const result = await work();
    const share = shareOf ? shareOf(result) : others();
    if (!best || share < best.others) best = { result, others: share };
    if (best.others <= QUIET) break;
  }
  return /** @type {{ result: T, others: number }} */ (best);
}
