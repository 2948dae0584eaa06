import { defineError } from '../../common/errors/appError.js';

export const approvalRequestNotFound = defineError('approval_request_not_found', 404, 'There is no such approval request.');
export const approvalReasonRequired = defineError('approval_reason_required', 422, 'A rejection needs a reason.');

// Raised in SQL alone.
defineError('approval_kind_unknown', 422, 'Nothing of this kind can be approved.');
defineError('approval_subject_not_found', 404, 'What is to be approved does not exist.');
defineError('approval_already_pending', 409, 'It is waiting for an approval already; details name the request.');
defineError('approval_already_decided', 409, 'It has been decided; details have the outcome.');
defineError('approval_expired', 409, 'The time to decide has passed; ask again.');
defineError('approval_not_allowed', 403, 'You cannot decide this; details say why.');
defineError('approval_content_changed', 409, 'What was to be approved has changed since it was asked for; ask again.');
