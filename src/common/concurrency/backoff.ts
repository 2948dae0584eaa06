export interface BackoffOptions {
  /** After the first failure. */
  first_ms: number;
  /** The longest pause; none when not given. */
  max_ms?: number;
  /** Each pause is so many times the one before. */
  factor?: number;
  /** The pause is multiplied by something between these, so that what failed together does not come back together. */
  jitter?: readonly [least: number, most: number];
  /** Where between them, from 0 to 1; by chance when not given. */
  random?: number;
}

/** How long to wait after the attempt of this number, from 1, milliseconds. */
export function backoff(
  attempt: number,
  { first_ms, max_ms = Infinity, factor = 2, jitter: [least, most] = [1, 1], random = Math.random() }: BackoffOptions,
): number {
  const pause = Math.min(max_ms, first_ms * factor ** (attempt - 1));
  return Math.round(pause * (least + random * (most - least)));
}
