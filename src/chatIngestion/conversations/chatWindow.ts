/** How long after the customer's last message free text may be sent, milliseconds: WhatsApp's rule. */
const WINDOW_MS = 24 * 3_600_000;

/** The window in which free text may be sent; afterwards only templates. */
export interface ChatWindow {
  is_open: boolean;
  /** When it closes, or closed; null: the customer has never written. */
  closes_at: string | null;
}

/**
 * The window of a contact, by the provider's time of the customer's last message, reaction or call. At exactly 24 hours it is closed: a
 * send that we refuse costs nothing, one that vanishes does. The SQL function chat_window_is_open says the same, where messages are queued.
 */
export function windowOf(last_customer_at: string | null, now: Date): ChatWindow {
  if (last_customer_at === null) return { is_open: false, closes_at: null };
  const closes = Date.parse(last_customer_at) + WINDOW_MS;
  return { is_open: now.getTime() < closes, closes_at: new Date(closes).toISOString() };
}
