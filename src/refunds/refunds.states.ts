import { lifecycle } from '../common/status/lifecycle.js';

/** From the request to the money. A payout that failed can be tried again; one that went out is only ever reversed. */
export const REFUND = lifecycle('refund', {
  pending: { review: 'in_review', approve: 'approved', reject: 'rejected', cancel: 'cancelled' },
  in_review: { approve: 'approved', reject: 'rejected', cancel: 'cancelled' },
  approved: { process: 'processing', cancel: 'cancelled' },
  processing: { pay: 'paid', fail: 'failed' },
  failed: { process: 'processing', cancel: 'cancelled' },
  paid: { reverse: 'reversed' },
  rejected: { reopen: 'pending' },
  cancelled: {},
  reversed: {},
});

export const REFUND_REASONS = [
  'damaged',
  'wrong_item',
  'missing_item',
  'quality',
  'late',
  'order_cancelled',
  'charged_twice',
  'other',
] as const;
