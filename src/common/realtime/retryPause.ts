/** Attempts of an event before it is parked. */
export const MAX_ATTEMPTS = 8;

const FIRST_MS = 1_000;
const LONGEST_MS = 1_800_000;

/** How long to wait after an attempt that failed, milliseconds: 1 s, 3 s, 9 s … half an hour, a quarter more or less by chance. */
export function retryPause(attempts: number, chance: () => number = Math.random): number {
  const pause = Math.min(LONGEST_MS, FIRST_MS * 3 ** (attempts - 1));
  return Math.round(pause * (0.75 + chance() * 0.5));
}
