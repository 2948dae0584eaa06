import { defineError } from '../common/errors/appError.js';

export const chatProviderNotFound = defineError('chat_provider_not_found', 404, 'No such chat provider.');
export const chatProviderInactive = defineError('chat_provider_inactive', 409, 'The chat provider is switched off.');
export const conversationNotFound = defineError('conversation_not_found', 404, 'No such conversation.');
export const messageNotFound = defineError('message_not_found', 404, 'No such message in this conversation.');

export const conversationMerged = defineError('conversation_merged', 409, 'Another conversation took this one in; details name it.');
export const conversationNoteNotFound = defineError('conversation_note_not_found', 404, 'No such note in this conversation.');

// Raised in SQL alone.
defineError('chat_provider_exists', 409, 'A chat provider with this slug already exists.');
defineError('media_not_missing', 409, 'The file is stored or being fetched.');
defineError('media_has_no_source', 422, 'The provider named neither an address nor an id of the file: it cannot be fetched.');
defineError('snooze_needs_time', 422, 'A snoozed conversation needs `snoozed_until` in the future; no other status takes it.');
defineError('conversation_already_open', 409, 'Another conversation with this contact is open; details name it.');
defineError('conversations_differ', 422, 'Only two conversations of the same customer can be merged.');
defineError(
  'merge_into_resolved',
  409,
  'The conversation that takes the messages in is resolved; merge the other way round, or open it first.',
);
defineError('mentioned_user_not_found', 422, 'A mentioned user does not exist.');
