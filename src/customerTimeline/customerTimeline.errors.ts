import { defineError } from '../common/errors/appError.js';

export const entryNotFound = defineError('timeline_entry_not_found', 404, 'There is no such call or e-mail.');
export const notACandidate = defineError(
  'not_a_candidate',
  422,
  'This customer does not share the number or address; details list those who do.',
);
export const eventNotFound = defineError('customer_event_not_found', 404, 'There is no such event.');
