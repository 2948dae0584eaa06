import { backoff } from '../concurrency/backoff.js';

/** Attempts of an event before it is parked. */
export const MAX_ATTEMPTS = 8;

/** How long to wait after an attempt that failed, milliseconds: 1 s, 3 s, 9 s … half an hour, a quarter more or less by chance. */
export function retryPause(attempts: number, random?: number): number {
  return backoff(attempts, { first_ms: 1_000, max_ms: 1_800_000, factor: 3, jitter: [0.75, 1.25], random });
}
