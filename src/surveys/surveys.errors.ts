import { defineError } from '../common/errors/appError.js';

export const surveyNotFound = defineError('survey_not_found', 404, 'There is no such survey.');
export const surveyInvitationNotFound = defineError('survey_invitation_not_found', 404, 'There is no such invitation to a survey.');
export const surveyResponseNotFound = defineError('survey_response_not_found', 404, 'There is no such answer to a survey.');
export const surveyKindFixed = defineError(
  'survey_kind_fixed',
  422,
  'The type of the first question cannot be changed, because the score depends on it; make another survey.',
);
export const surveyAlreadySent = defineError(
  'survey_already_sent',
  409,
  'The customer has been asked about this already; details name the invitation.',
);
export const surveyAnswered = defineError('survey_answered', 409, 'It has been answered, and the answer cannot be changed any more.');

export const surveyNotActive = defineError('survey_not_active', 409, 'The survey is not active.');

// Raised in SQL alone.
defineError(
  'survey_subject_unknown',
  422,
  'There is no such thing that customers could be asked about: a ticket, conversation or e-mail thread.',
);
