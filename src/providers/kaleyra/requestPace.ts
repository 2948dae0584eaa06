import { setTimeout as sleep } from 'node:timers/promises';

/** Spaces requests evenly, across everything one client does. A burst would be legal on average and refused in fact. */
export class RequestPace {
  private readonly gap_ms: number;
  private next_at = 0;

  constructor(max_requests_per_second: number) {
    this.gap_ms = max_requests_per_second > 0 ? 1000 / max_requests_per_second : 0;
  }

  async turn(signal?: AbortSignal): Promise<void> {
    if (this.gap_ms === 0) return;
    const now = performance.now();
    const at = Math.max(now, this.next_at);
    this.next_at = at + this.gap_ms;
    if (at > now) await sleep(at - now, undefined, { signal });
  }
}
