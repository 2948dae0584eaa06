import { defineError } from '../common/errors/appError.js';

export const workflowNotFound = defineError('workflow_not_found', 404, 'There is no such rule.');
export const workflowRunNotFound = defineError('workflow_run_not_found', 404, 'There is no such run.');
export const workflowActionUnusable = defineError('workflow_action_unusable', 422, 'The action cannot be used in this rule.');
export const workflowNotTestable = defineError(
  'workflow_not_testable',
  422,
  'What webhooks bring is not kept, so this rule cannot be tried on the past.',
);
export const workflowHasNoWebhook = defineError('workflow_has_no_webhook', 422, 'The rule is not started by a webhook.');
export const workflowThingGone = defineError('workflow_thing_gone', 409, 'What the rule is about no longer exists.');
export const workflowNoReply = defineError('workflow_no_reply', 409, 'The customer has written nothing that could be answered.');
export const itemNotAssigned = defineError('workflow_not_assigned', 409, 'It could not be assigned to the agent.');

// Raised in SQL alone.
defineError('workflow_run_ended', 409, 'The run has ended.');
defineError('workflow_run_not_failed', 409, 'Only a run with a failed step can be retried.');
