import { backoff } from '../../common/concurrency/backoff.js';
import { AppError } from '../../common/errors/appError.js';
import { MailboxError } from '../../providers/ports/mailbox.port.js';

/** What a failed attempt means for the next one. */
export interface FailurePlan {
  /** `ended`: the mailbox is not there any more; `unforeseen`: a fault of ours, whose words are for the log only. */
  kind: 'retry' | 'slow_down' | 'auth' | 'ended' | 'unforeseen';
  code: string;
  message: string;
  /** Refused sign-ins in a row that are borne. */
  most: number;
  wait_ms: number;
}

export interface FailurePauses {
  first_pause_ms: number;
  longest_pause_ms: number;
  /** When a server asks for patience and does not say how much. */
  slow_down_ms: number;
}

/** A server locks an account for longer with every wrong password. */
const AUTH_ATTEMPTS = 3;
/** Here no further attempt can end otherwise. */
const HOPELESS = new Set(['mail_credentials_missing', 'mail_credentials_unreadable', 'mail_oauth_refused']);

/** Spread over the whole time: many mailboxes of one server fail at once. */
export function pauseAfter(failed_before: number, { first_pause_ms, longest_pause_ms }: FailurePauses, random: number): number {
  return backoff(failed_before + 1, { first_ms: first_pause_ms, max_ms: longest_pause_ms, jitter: [0, 1], random });
}

/** `failed_before` counts the failures since it last went well; `random` is from 0 up to 1. */
export function planFailure(error: unknown, failed_before: number, pauses: FailurePauses, random: number): FailurePlan {
  const pause = pauseAfter(failed_before, pauses, random);
  const plan = { most: AUTH_ATTEMPTS, wait_ms: pause };
  if (error instanceof MailboxError) {
    const { code, message, kind, retry_after_ms } = error;
    if (kind === 'slow_down') return { ...plan, kind, code, message, wait_ms: Math.max(retry_after_ms ?? pauses.slow_down_ms, pause) };
    if (kind === 'reconnect_needed') return { ...plan, kind: 'auth', code, message, most: HOPELESS.has(code) ? 1 : AUTH_ATTEMPTS };
    return { ...plan, kind: 'retry', code, message };
  }
  if (error instanceof AppError && error.statusCode !== 500) {
    if (error.code === 'support_email_not_found') return { ...plan, kind: 'ended', code: error.code, message: error.message };
    return { ...plan, kind: 'retry', code: error.code, message: error.message };
  }
  return { ...plan, kind: 'unforeseen', code: 'internal_error', message: 'Something went wrong on our side; the log has the details.' };
}
