import { defineError } from '../common/errors/appError.js';

export const chatProviderNotFound = defineError('chat_provider_not_found', 404, 'No such chat provider.');
export const conversationNotFound = defineError('conversation_not_found', 404, 'No such conversation.');
export const messageNotFound = defineError('message_not_found', 404, 'No such message in this conversation.');

// Raised in SQL alone.
defineError('chat_provider_exists', 409, 'A chat provider with this slug already exists.');
defineError('media_not_missing', 409, 'The file is stored or being fetched.');
defineError('media_has_no_source', 422, 'The provider named neither an address nor an id of the file: it cannot be fetched.');
