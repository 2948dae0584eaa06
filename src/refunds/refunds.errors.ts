import { defineError } from '../common/errors/appError.js';

export const refundNotFound = defineError('refund_not_found', 404, 'There is no such refund.');
export const refundAmountsDisagree = defineError(
  'refund_amounts_disagree',
  422,
  'The amount of the refund is not the sum of its products.',
);
export const refundAmountMissing = defineError('refund_amount_missing', 422, 'The refund needs an amount, or products that have one.');
export const orderNotFound = defineError('order_not_found', 422, 'The shop has no order with this number.');
export const shopUnavailable = defineError('shop_unavailable', 503, 'The shop does not say what was paid; try again shortly.');
export const payoutNotMade = defineError('payout_not_made', 409, 'No payout was asked for.');

// Raised in SQL alone.
defineError('refund_exceeds_paid', 422, 'Together, refunds of an order cannot be more than was paid for it.');
defineError('refund_currency_differs', 422, 'A refund is in the currency in which the order was paid.');
defineError('refund_is_decided', 409, 'What a refund is about can only be changed before it is decided.');
defineError('approval_needed', 409, 'The refund needs an approval; details name the limits it passes, and the request that waits.');
defineError('payout_under_way', 409, 'The payout has been asked for; its outcome is awaited, or has to be settled.');
