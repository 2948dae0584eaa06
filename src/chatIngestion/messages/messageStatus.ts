/** What becomes of a message that we send, from the lowest to the highest: only `cancelled` stands apart, for what was never sent. */
export const MESSAGE_STATUSES = ['queued', 'sending', 'unknown', 'sent', 'failed', 'delivered', 'read', 'played', 'cancelled'] as const;
export type MessageStatus = (typeof MESSAGE_STATUSES)[number];

/**
 * How far a status is; undefined for a word that we do not know. Failed beats sent, and what was delivered did not fail: the SQL function
 * chat_status_rank says the same.
 */
export function statusRank(status: string): number | undefined {
  const rank = (MESSAGE_STATUSES as readonly string[]).indexOf(status);
  if (rank < 0) return undefined;
  return status === 'cancelled' ? 9 : rank;
}

/** What a message's status is after a report: the higher of the two, whatever the order in which they came. */
export function nextStatus(status: MessageStatus, reported: string): MessageStatus {
  const rank = statusRank(reported);
  return rank !== undefined && rank > statusRank(status)! ? (reported as MessageStatus) : status;
}
