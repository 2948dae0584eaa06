import { defineError } from './appError.js';

export const validationFailed = defineError('validation_failed', 400, 'The request is not valid; details name each field.');
export const notFound = defineError('not_found', 404, 'There is no such thing, or it is not yours to see.');
export const unauthenticated = defineError('unauthenticated', 401, 'A valid bearer token is needed.');
export const forbidden = defineError('forbidden', 403, 'Your role does not allow this.');
export const conflict = defineError('conflict', 409, 'This contradicts what is stored.');
export const unprocessable = defineError('unprocessable', 422, 'The request is understood but refused.');
export const internalError = defineError('internal_error', 500, 'Something failed on our side; the request_id finds it in the log.');
export const databaseUnavailable = defineError('database_unavailable', 503, 'The database does not answer; try again soon.');
export const providerNotConfigured = defineError('provider_not_configured', 503, 'The provider is not configured.');
