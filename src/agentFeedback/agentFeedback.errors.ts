import { defineError } from '../common/errors/appError.js';

export const agentFeedbackNotFound = defineError('agent_feedback_not_found', 404, 'There is no such feedback, or you may not see it.');
