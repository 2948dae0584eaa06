import { defineError } from '../common/errors/appError.js';

export const customerFeedbackNotFound = defineError('customer_feedback_not_found', 404, 'There is no such feedback of a customer.');
export const feedbackIsAnonymous = defineError('feedback_is_anonymous', 422, 'Anonymous feedback has no customer.');
