/** Money that goes back the way it came. */
export interface PayoutOrder {
  /** Ours: the same reference is the same payout, however often it is asked for. */
  reference: string;
  payment_ref: string;
  amount_minor: number;
  currency: string;
  /** What the customer reads on the statement. */
  note: string;
}

/**
 * How a payout ended. not_sent: certainly not taken, may be asked for again. failed: refused. unknown: it may have been taken, so it is
 * never asked for again; `find` says later what became of it.
 */
export type PayoutResult =
  { state: 'paid'; id: string } | { state: 'not_sent' | 'failed' | 'unknown'; error_code: string; error_message: string };

/** Who pays. Never raises for anything the provider does. */
export interface PayoutProvider {
  pay(order: PayoutOrder): Promise<PayoutResult>;
  /** What became of a payout; null when the provider does not know it, or does not answer. */
  find(reference: string): Promise<PayoutResult | null>;
}
