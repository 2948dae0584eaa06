import { defineError } from '../common/errors/appError.js';

export const ivrProviderNotFound = defineError('ivr_provider_not_found', 404, 'There is no such IVR provider.');
export const ivrCallNotFound = defineError('ivr_call_not_found', 404, 'There is no such call.');
export const mappingVersionNotFound = defineError('ivr_mapping_version_not_found', 404, 'The provider has no such version of its mapping.');
export const ivrSampleMissing = defineError('ivr_sample_missing', 422, 'The provider has no sample; send a request to try.');
export const ivrCallUnreachable = defineError('ivr_call_unreachable', 422, 'The number of the caller is hidden, so it cannot be called.');
export const ivrRecordingMissing = defineError('ivr_recording_missing', 404, 'The provider told of no recording of this call.');
export const ivrRecordingNotStored = defineError(
  'ivr_recording_not_stored',
  410,
  'The recording was not fetched; details give the reason.',
);
export const agentNumberMissing = defineError('agent_number_missing', 422, 'You have no phone number as an agent; give `agent_number`.');

// Raised in SQL alone.
defineError('ivr_recording_not_missing', 409, 'The recording is there, or is being fetched.');
defineError('ivr_provider_exists', 409, 'An IVR provider with this slug already exists.');
defineError('ivr_call_finished', 409, 'The call is completed; open it again first.');
defineError('call_category_required', 422, 'A call is completed with a category.');
