import { defineError } from '../common/errors/appError.js';

export const assignmentNotFound = defineError('assignment_not_found', 404, 'There is no such assignment.');
export const alreadyAssigned = defineError('already_assigned', 409, 'It is already assigned; details say to which agent.');
export const itemFinished = defineError('item_finished', 409, 'It is finished, so it cannot be assigned.');
export const notAssignable = defineError('not_assignable', 422, 'Things of this kind are not given to agents.');
export const noAgent = defineError('no_agent', 409, 'You are not an agent: no agent is tied to your user.');
export const notYourAssignment = defineError(
  'not_your_assignment',
  403,
  'It is assigned to another agent, and your role does not let you change that.',
);
export const nothingWaits = defineError('nothing_waits', 404, 'Nothing that you can take is waiting.');
export const assignmentBulkNotFound = defineError('assignment_bulk_not_found', 404, 'There is no such bulk assignment.');
