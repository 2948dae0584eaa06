import { defineError } from '../common/errors/appError.js';

export const userNotFound = defineError('user_not_found', 404, 'There is no such user.');

// Raised in SQL alone.
defineError('preference_locked', 409, 'An admin has settled this medium for everybody.');
defineError('preference_scope_unknown', 422, 'The scope of a preference must be a module.');
