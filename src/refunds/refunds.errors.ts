import { defineError } from '../common/errors/appError.js';

export const refundNotFound = defineError('refund_not_found', 404, 'There is no such refund.');
export const refundAmountsDisagree = defineError(
  'refund_amounts_disagree',
  422,
  'The amount of the refund is not the sum of its products.',
);
export const refundAmountMissing = defineError('refund_amount_missing', 422, 'The refund needs an amount, or products that have one.');
export const noteRequired = defineError('note_required', 422, 'This action needs a note that says why.');
