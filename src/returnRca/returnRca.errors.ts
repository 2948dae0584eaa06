import { defineError } from '../common/errors/appError.js';

export const returnRcaNotFound = defineError('return_rca_not_found', 404, 'There is no such return.');
export const returnCauseNotFound = defineError('return_cause_not_found', 404, 'There is no such cause of returns.');
export const correctiveActionNotFound = defineError('corrective_action_not_found', 404, 'There is no such corrective action.');
export const returnCauseMissing = defineError('return_cause_missing', 422, 'A return needs at least one cause before it can be concluded.');
export const causeSharesWrong = defineError(
  'cause_shares_wrong',
  422,
  'Give the shares of all causes or of none; they must add up to 100 percent, and at most one cause can be the primary one.',
);
