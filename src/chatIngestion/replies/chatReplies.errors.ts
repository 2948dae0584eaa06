import { defineError } from '../../common/errors/appError.js';

export const templateRequired = defineError(
  'template_required',
  409,
  'The customer has not written for 24 hours, so only a template may be sent; details list those that fit.',
);
export const contactNotAllowed = defineError(
  'contact_not_allowed',
  409,
  'This customer may not be sent this now; details give the reasons.',
);
export const chatDraftNotFound = defineError('chat_draft_not_found', 404, 'You have no draft in this conversation.');
export const notSupportedByProvider = defineError('not_supported_by_provider', 501, 'The provider of this conversation cannot do this.');
export const providerTemplateNotFound = defineError('provider_template_not_found', 404, 'No such template of a provider.');
export const providerTemplateUnusable = defineError(
  'provider_template_unusable',
  422,
  'The template is not approved, or belongs to another provider.',
);
export const templateSyncNotFound = defineError('template_sync_not_found', 404, 'This provider was never asked for its templates.');
export const templateValuesWrong = defineError('template_values_wrong', 422, 'The template takes another number of values.');
export const mediaRefused = defineError('media_refused', 422, 'WhatsApp does not take a file of this type or size.');
export const fileNotStored = defineError('file_not_stored', 422, 'No such file in this conversation, or its content was not stored.');

// Raised in SQL alone.
defineError('conversation_superseded', 409, 'The conversation is resolved, and the customer has a newer one; answer there.');
defineError('message_uncertain', 409, 'It may have arrived. Wait for its status, or send it again by `force`.');
defineError('message_not_failed', 409, 'Only a message that failed can be sent again.');
