import { OneOf } from '../validation/value.decorators.js';

export class LiveDto {
  @OneOf(['ok']) status: 'ok';
  /**
   * Seconds since the process started.
   * @example 86
   */
  uptime_seconds: number;
}

export class ReadyDto {
  /** `ok`, or `failing` with HTTP 503. */
  @OneOf(['ok', 'failing']) status: 'ok' | 'failing';
  /**
   * The result of each check; a failing one says what is wrong. Only for callers on the same machine, or with the token of HEALTH_TOKEN.
   * @example { "database": { "ok": true }, "rest": { "ok": true }, "jobs": { "ok": true, "waiting": 0, "failed": 0, "oldest_seconds": 0 } }
   */
  checks?: Record<string, unknown>;
}
