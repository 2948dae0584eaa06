import { defineError } from '../common/errors/appError.js';

export const agentNotFound = defineError('agent_not_found', 404, 'There is no such agent.');
export const notYourAgent = defineError('not_your_agent', 403, 'You may do this for yourself only, or with the permission to edit agents.');
export const agentStatusNotFound = defineError('agent_status_not_found', 404, 'There is no such status.');
export const workIntervalNotFound = defineError('work_interval_not_found', 404, 'The agent has no such interval of work.');

// Raised in SQL alone.
defineError('unknown_team', 422, 'There is no team with one of these keys.');
defineError('agent_status_unknown', 422, 'There is no such status, or it is disabled.');
defineError('agent_status_in_use', 409, 'Agents have, or had, this status; disable it instead of deleting it.');
defineError('last_agent_status', 409, 'One status at least must stay enabled in this category.');
defineError('already_clocked_in', 409, 'The agent is clocked in already.');
defineError('not_clocked_in', 409, 'The agent is not clocked in.');
defineError('work_interval_reversed', 422, 'An interval of work cannot end before it begins.');
defineError('work_interval_in_future', 422, 'An interval of work cannot be in the future.');
defineError('work_intervals_overlap', 409, 'The agent has another interval of work at that time.');
