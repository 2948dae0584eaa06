import { defineError } from '../common/errors/appError.js';

export const attemptNotFound = defineError('call_attempt_not_found', 404, 'No such call attempt.');
export const callNotFound = defineError('call_not_found', 404, 'No such call.');
export const badNumber = defineError('bad_number', 422, 'The provider cannot dial this number.');
export const syncRunNotFound = defineError('sync_run_not_found', 404, 'No such sync run.');
export const recordingNotFound = defineError('recording_not_found', 404, 'This call has no recording.');

// Raised in SQL alone.
defineError('sync_place_moved', 409, 'The sync run has already moved past this page.');

const unavailable = { code: 'provider_unavailable', statusCode: 502, sentence: 'The provider is not available.' };

/** What the provider's failures look like in the API document: a selection, for the codes are the provider's. */
export const PROVIDER_FAILURES = [
  unavailable,
  { code: 'provider_timeout', statusCode: 502, sentence: 'The provider did not answer in time.' },
];

/** The same where a recording is fetched. */
export const RECORDING_FAILURES = [
  unavailable,
  { code: 'provider_not_found', statusCode: 502, sentence: 'The provider no longer has this recording.' },
];
