import { setTimeout as sleep } from 'node:timers/promises';
import { DateTime } from 'luxon';

const MINUTE_MS = 60_000;
/** Failures in a row after which the provider is left alone, and for how long. */
const BREAK_AFTER = 5;
const BREAK_MS = 60_000;

export interface TrafficSettings {
  max_requests_per_minute: number;
  concurrency: number;
  /** Nobody waits here longer than this; who would have to is told when to come back. */
  patience_ms: number;
  now: () => number;
}

export type Turn = { may: true; done: () => void } | { may: false; error_code: string; error_message: string; retry_after_ms: number };

/** Decides when the provider may be asked: our own limits, its quota of the day, and a pause after failures in a row. */
export class GeminiTraffic {
  private starts: number[] = [];
  private running = 0;
  private turnedAway = 0;
  private failures = 0;
  private closedUntil = 0;
  private closedBy = '';

  constructor(private readonly settings: TrafficSettings) {}

  async turn(): Promise<Turn> {
    const { max_requests_per_minute, concurrency, patience_ms, now } = this.settings;
    const deadline = now() + patience_ms;
    for (;;) {
      const closed_ms = this.closedUntil - now();
      if (closed_ms > 0)
        return {
          may: false,
          error_code: this.closedBy,
          error_message: 'The provider is not asked for a while.',
          retry_after_ms: closed_ms,
        };
      this.starts = this.starts.filter((at) => at > now() - MINUTE_MS);
      const full_ms = this.starts.length < max_requests_per_minute ? 0 : this.starts[0]! + MINUTE_MS - now();
      if (full_ms === 0 && this.running < concurrency) break;
      if (now() + full_ms >= deadline) {
        // Who is turned away later is told a later time, or all would come back at once.
        this.turnedAway += 1;
        const retry_after_ms = Math.max(full_ms, 1_000) + Math.round((this.turnedAway / max_requests_per_minute) * MINUTE_MS);
        return {
          may: false,
          error_code: 'own_limit',
          error_message: 'Our own limit of requests to the provider is reached.',
          retry_after_ms,
        };
      }
      await sleep(Math.min(Math.max(full_ms, 20), 200));
    }
    this.starts.push(now());
    this.running += 1;
    this.turnedAway = Math.max(0, this.turnedAway - 1);
    return { may: true, done: () => void (this.running -= 1) };
  }

  succeeded(): void {
    this.failures = 0;
  }

  /** After some in a row the provider is left alone; the first request afterwards is the try. */
  failed(): void {
    this.failures += 1;
    if (this.failures >= BREAK_AFTER) this.close('provider_paused', this.settings.now() + BREAK_MS);
  }

  /** The provider counts its days in the time of the US west coast. */
  dayIsUsedUp(): void {
    this.close('day_quota', nextPacificMidnight(this.settings.now()));
  }

  /** Why and until when nobody asks, or null. */
  get pause(): { error_code: string; until: string } | null {
    return this.closedUntil > this.settings.now() ? { error_code: this.closedBy, until: new Date(this.closedUntil).toISOString() } : null;
  }

  private close(error_code: string, until: number): void {
    this.closedUntil = until;
    this.closedBy = error_code;
  }
}

export function nextPacificMidnight(now: number): number {
  return DateTime.fromMillis(now, { zone: 'America/Los_Angeles' }).plus({ days: 1 }).startOf('day').toMillis();
}
