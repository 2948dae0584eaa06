export interface RateLimitOptions {
  /** So many of one name in a window. */
  max: number;
  window_ms: number;
  /** So many names are remembered; beyond that the oldest window is forgotten. */
  names: number;
}

/**
 * Counts by name in fixed windows, which begin with the first of a name. Kept in the memory of this process: several nodes let through as
 * many times more.
 */
export class RateLimit {
  private readonly windows = new Map<string, { ends: number; count: number }>();

  constructor(private readonly options: RateLimitOptions) {}

  /** How many names are remembered. */
  get size(): number {
    return this.windows.size;
  }

  /** Counts one, and says how many seconds this name must wait: 0 when it need not. `now` is in milliseconds. */
  count(name: string, now: number): number {
    const window = this.windows.get(name);
    if (!window || window.ends <= now) {
      this.begin(name, now);
      return 0;
    }
    window.count += 1;
    return window.count > this.options.max ? secondsUntil(window.ends, now) : 0;
  }

  /** How many seconds this name must wait until another one of it may come: 0 when it need not. Counts nothing. */
  wait(name: string, now: number): number {
    const window = this.windows.get(name);
    return window && window.count >= this.options.max ? secondsUntil(window.ends, now) : 0;
  }

  private begin(name: string, now: number): void {
    // Put in anew, so that the windows are in the order of their ends.
    this.windows.delete(name);
    if (this.windows.size >= this.options.names) this.windows.delete(this.windows.keys().next().value!);
    this.windows.set(name, { ends: now + this.options.window_ms, count: 1 });
  }
}

function secondsUntil(end: number, now: number): number {
  return Math.max(0, Math.ceil((end - now) / 1000));
}
