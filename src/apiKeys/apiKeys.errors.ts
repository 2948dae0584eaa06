import { defineError } from '../common/errors/appError.js';

export const apiKeyNotFound = defineError('api_key_not_found', 404, 'No such API key.');
export const scopeNotHeld = defineError('scope_not_held', 403, 'You cannot grant an API key a scope that you do not have yourself.');
export const expiryIsPast = defineError('expiry_is_past', 422, 'The expiry must be in the future.');

// Raised in SQL alone.
defineError('api_key_revoked', 409, 'The API key has been revoked and can no longer be changed.');
defineError('scope_unknown', 422, 'There is no such scope.');
