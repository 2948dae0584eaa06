export class LiveDto {
  /** @example "ok" */
  status: string;
  /**
   * Seconds since the process started.
   * @example 86
   */
  uptime_seconds: number;
}

export class ReadyDto {
  /** `ok`, or `failing` with HTTP 503. */
  status: 'ok' | 'failing';
  /**
   * Each thing that was looked at, and what is wrong with it; for callers on the same machine, or with the token of HEALTH_TOKEN.
   * @example { "database": { "ok": true }, "rest": { "ok": true }, "jobs": { "ok": true, "waiting": 0, "failed": 0, "oldest_seconds": 0 } }
   */
  checks?: Record<string, unknown>;
}
