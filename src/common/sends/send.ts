export type SendState = 'queued' | 'sending' | 'unknown' | 'sent' | 'delivered' | 'read' | 'failed' | 'cancelled';

/** A send that a worker holds. */
export interface Send {
  id: string;
  channel: string;
  payload: Record<string, unknown>;
  /** This try included. */
  attempts: number;
}

/** How a try ended. `not_sent` is certain: nothing left, so it may be tried again. `unknown` is not: it is never tried again. */
export type SendOutcome =
  | { state: 'sent' | 'delivered'; provider_id?: string; detail?: Record<string, unknown> }
  | { state: 'failed' | 'unknown' | 'not_sent'; error_code: string; error_message: string; detail?: Record<string, unknown> };

/** How one channel sends. */
export interface SendChannel {
  channel: string;
  /** Sends it now. Must not throw for anything the provider does; what is thrown leaves the send unknown. */
  perform(send: Send): Promise<SendOutcome>;
}
