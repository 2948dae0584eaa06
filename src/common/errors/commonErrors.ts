import { AppError, defineError } from './appError.js';

export const validationFailed = defineError('validation_failed', 400, 'The request is not valid; details list each invalid field.');
export const notFound = defineError('not_found', 404, 'It does not exist, or you do not have access to it.');
export const unauthenticated = defineError('unauthenticated', 401, 'A valid bearer token or API key is required.');
export const ambiguousCredentials = defineError('ambiguous_credentials', 401, 'Send either a bearer token or an API key, not both.');
export const personNeeded = defineError('person_needed', 403, 'API keys cannot be used here; sign in as a user.');
export const rateLimited = defineError('rate_limited', 429, 'The API key has used up its requests for this hour.');
export const forbidden = defineError('forbidden', 403, 'Your role does not allow this.');
export const linkInvalid = defineError('link_invalid', 403, 'The link is invalid or has expired; request the list again to get a new one.');
export const publicLinkInvalid = defineError('public_link_invalid', 404, 'The link does not work, or does not work any more.');
export const conflict = defineError('conflict', 409, 'This conflicts with what is already stored.');
export const staleVersion = defineError('stale_version', 409, 'It has been changed since the version you gave; reload it and try again.');
export const badRequest = defineError('bad_request', 400, 'The request cannot be read.');
export const bodyTooLarge = defineError('body_too_large', 413, 'The request body is too large.');
export const bodyTooDeep = defineError('body_too_deep', 400, 'The request body is nested too deeply.');
export const unprocessable = defineError('unprocessable', 422, 'The request was understood but cannot be processed.');
export const noteRequired = defineError('note_required', 422, 'This action needs a note that says why.');
export const methodNotAllowed = defineError('method_not_allowed', 405, 'This route does not accept this method.');
export const notAcceptable = defineError('not_acceptable', 406, 'The response is not available in the requested format.');
export const uriTooLong = defineError('uri_too_long', 414, 'The URL is too long.');
export const unsupportedMediaType = defineError('unsupported_media_type', 415, 'This content type is not accepted here.');
export const tooManyRequests = defineError('too_many_requests', 429, 'Too many requests; try again later.');
export const unavailable = defineError('unavailable', 503, 'The service is unavailable; try again shortly.');
export const internalError = defineError(
  'internal_error',
  500,
  'Something went wrong on our side; use the request_id to find it in the log.',
);
export const databaseUnavailable = defineError('database_unavailable', 503, 'The database is not responding; try again shortly.');
export const providerNotConfigured = defineError('provider_not_configured', 503, 'The provider is not configured.');

/** The database is away: that says nothing about what was to be done, so it can be done again. */
export function isDatabaseUnavailable(error: unknown): boolean {
  return error instanceof AppError && error.code === databaseUnavailable.code;
}
