import { defineError } from '../common/errors/appError.js';

export const leadNotFound = defineError('lead_not_found', 404, 'There is no such lead.');
export const leadCustomerMissing = defineError(
  'lead_customer_missing',
  422,
  'The lead needs `customer_id`, or a `customer` with an address.',
);
export const lostReasonRequired = defineError('lost_reason_required', 422, 'A lead that is lost needs a note that says why.');

// Raised in SQL alone.
defineError('lead_exists', 409, 'The customer has another open lead on this matter; details name it.');
