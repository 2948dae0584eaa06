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
   * @example { "database": { "ok": true }, "rest": { "ok": true }, "worker": { "ok": true }, "feed": { "ok": true } }
   */
  checks?: Record<string, unknown>;
}

export class HealthDto {
  /** `degraded`: the node works, a part of the product is in trouble. `failing`, with HTTP 503: the node itself cannot do its work. */
  @OneOf(['ok', 'degraded', 'failing']) status: 'ok' | 'degraded' | 'failing';
  /**
   * The version of the product. Only for callers on the same machine, or with the token of HEALTH_TOKEN, like everything below.
   * @example "0.1.0"
   */
  version?: string;
  /**
   * The parts that are in trouble.
   * @example ["mailboxes"]
   */
  degraded?: string[];
  /**
   * The checks of the node and of each part.
   * @example { "database": { "ok": true }, "mailboxes": { "ok": false, "late": 1, "message": "a watched mailbox was not read for 600 seconds" } }
   */
  checks?: Record<string, unknown>;
}
