import type { BackoffOptions } from '../concurrency/backoff.js';

/** What becomes of anything that is sent, on any channel. `unknown`: it may have left. */
export const SEND_STATES = ['queued', 'sending', 'unknown', 'sent', 'delivered', 'read', 'failed', 'cancelled'] as const;
export type SendState = (typeof SEND_STATES)[number];

/** A send that a worker holds. `P` is what its channel puts into the payload when it queues one. */
export interface Send<P extends object = object> {
  id: string;
  channel: string;
  payload: P;
  /** This try included. */
  attempts: number;
  /** The first of these tries. */
  first_tried_at: string;
}

/** How a try ended. `not_sent` is certain: nothing left, so it may be tried again. `unknown` is not: it is never tried again. */
export type SendOutcome =
  | { state: 'sent' | 'delivered'; provider_id?: string; detail?: Record<string, unknown> }
  | { state: 'failed' | 'unknown' | 'not_sent'; error_code: string; error_message: string; detail?: Record<string, unknown> };

/** How long what certainly did not leave is tried again, milliseconds, and the pauses between. */
export interface SendRetries extends BackoffOptions {
  /** Since the first try; it fails when the next one would come later. */
  for_ms: number;
}

/** How one channel sends. */
export interface SendChannel<P extends object = object> {
  channel: string;
  /** About a quarter of an hour when not given. */
  retries?: SendRetries;
  /** Sends it now. Must not throw for anything the provider does; what is thrown leaves the send unknown. */
  perform(send: Send<P>): Promise<SendOutcome>;
}
