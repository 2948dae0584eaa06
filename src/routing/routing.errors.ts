import { defineError } from '../common/errors/appError.js';

export const policyNotFound = defineError('routing_policy_not_found', 404, 'There is no such routing policy.');
export const defaultPolicy = defineError('default_routing_policy', 409, 'The default policy cannot be deleted; disable it instead.');
export const fairLimitIncomplete = defineError('fair_limit_incomplete', 422, 'A fair limit needs fair_limit_count and fair_limit_minutes.');
export const doesNotWait = defineError('does_not_wait', 409, 'It is not waiting for an agent.');

export const routingOutdated = defineError('routing_outdated', 409, 'An agent has just been deleted; please try again.');
