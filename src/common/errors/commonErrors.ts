import { AppError, defineError } from './appError.js';

export const validationFailed = defineError('validation_failed', 400, 'The request is not valid; details name each field.');
export const notFound = defineError('not_found', 404, 'There is no such thing, or it is not yours to see.');
export const unauthenticated = defineError('unauthenticated', 401, 'A valid bearer token or API key is needed.');
export const ambiguousCredentials = defineError('ambiguous_credentials', 401, 'Send a bearer token or an API key, not both.');
export const personNeeded = defineError('person_needed', 403, 'This is not for API keys: a person has to sign in.');
export const rateLimited = defineError('rate_limited', 429, 'The API key has used up its requests of this hour.');
export const forbidden = defineError('forbidden', 403, 'Your role does not allow this.');
export const linkInvalid = defineError(
  'link_invalid',
  403,
  'The link is not valid or has expired; the list that gave it gives a fresh one.',
);
export const conflict = defineError('conflict', 409, 'This contradicts what is stored.');
export const staleVersion = defineError('stale_version', 409, 'It was changed in the meantime; load it again.');
export const bodyTooDeep = defineError('body_too_deep', 400, 'The body is nested too deeply.');
export const unprocessable = defineError('unprocessable', 422, 'The request is understood but refused.');
export const internalError = defineError('internal_error', 500, 'Something failed on our side; the request_id finds it in the log.');
export const databaseUnavailable = defineError('database_unavailable', 503, 'The database does not answer; try again soon.');
export const providerNotConfigured = defineError('provider_not_configured', 503, 'The provider is not configured.');

/** The database is away: that says nothing about what was to be done, so it can be done again. */
export function isDatabaseUnavailable(error: unknown): boolean {
  return error instanceof AppError && error.code === databaseUnavailable.code;
}
