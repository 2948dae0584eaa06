import { boolean, entityEvents, instant, integer, oneOf, orNull, text, uuid } from '../common/realtime/entityEvents.js';
import { MATTER_PRIORITIES } from '../common/matter/matter.js';
import { CHAT_MESSAGE_TYPES } from '../providers/ports/parsedChat.js';
import { CONVERSATION } from './conversations/conversation.states.js';
import { CHAT_KINDS } from './providers/chatKinds.js';
import { MEDIA_STATES, MESSAGE_SOURCES } from './messages/messageWords.js';
import { MESSAGE_STATUSES } from './messages/messageStatus.js';

/** What a list of texts, or of objects, is on the wire. */
const list = <T>(type: string, word: string) => ({ word, type }) as { word: string; type: string; value?: T[] };

/** An account of a chat provider. */
export const CHAT_PROVIDER_EVENTS = entityEvents('chat_provider', {
  namespace: 'chats',
  module: 'chat_providers',
  about: {
    created: 'A chat provider was added.',
    updated: 'It was changed; with `deleted_at` it was removed.',
    removed: 'Its row was deleted.',
  },
  payload: {
    slug: text,
    kind: oneOf(...CHAT_KINDS),
    name: text,
    default_team: orNull(text),
    is_active: boolean,
    silence_minutes: orNull(integer),
    version: integer,
    deleted_at: orNull(instant),
  },
});

/** How a conversation stands. */
export const CONVERSATION_EVENTS = entityEvents('conversation', {
  namespace: 'chats',
  module: 'chats',
  about: {
    created: 'A customer began a conversation.',
    updated: 'It went on, or somebody changed it; with `merged_into` another one took it in.',
    removed: 'Its row was deleted.',
  },
  payload: {
    contact_id: uuid,
    provider_id: uuid,
    channel: oneOf(...CHAT_KINDS),
    customer_id: orNull(uuid),
    contact_name: text,
    status: oneOf(...CONVERSATION.states),
    priority: oneOf(...MATTER_PRIORITIES),
    team: orNull(text),
    assignee_id: orNull(uuid),
    labels: list<string>('string[]', 'list of texts'),
    snoozed_until: orNull(instant),
    cycle: integer,
    message_count: integer,
    unread_count: integer,
    last_message_at: instant,
    last_message_preview: text,
    last_message_type: orNull(oneOf(...CHAT_MESSAGE_TYPES)),
    last_direction: orNull(oneOf('inbound', 'outbound')),
    waiting_since: orNull(instant),
    window_closes_at: orNull(instant),
    merged_into: orNull(uuid),
    version: integer,
  },
});

/** A message without its whole text. */
export const MESSAGE_EVENTS = entityEvents('message', {
  namespace: 'chats',
  module: 'chats',
  about: {
    created: 'A message came, or one was written to be sent.',
    updated: 'It was delivered, read, edited, reacted to; with `deleted_at` its writer took it back.',
    removed: 'Its row was deleted.',
  },
  payload: {
    conversation_id: uuid,
    contact_id: uuid,
    customer_id: orNull(uuid),
    direction: oneOf('inbound', 'outbound'),
    source: oneOf(...MESSAGE_SOURCES),
    type: oneOf(...CHAT_MESSAGE_TYPES),
    preview: text,
    at: instant,
    created_by: orNull(uuid),
    reply_to_id: orNull(uuid),
    media_count: integer,
    reactions: list<{ emoji: string; direction: 'inbound' | 'outbound'; at: string }>(
      "{ emoji: string; direction: 'inbound' | 'outbound'; at: string }[]",
      'list of reactions',
    ),
    status: orNull(oneOf(...MESSAGE_STATUSES)),
    delivered_at: orNull(instant),
    read_at: orNull(instant),
    error_code: orNull(text),
    edited_at: orNull(instant),
    deleted_at: orNull(instant),
  },
});

/** A file of a message. */
export const MESSAGE_MEDIA_EVENTS = entityEvents('message_media', {
  namespace: 'chats',
  module: 'chats',
  about: { created: 'A message came with a file.', updated: 'The file was fetched, or cannot be.', removed: 'Its row was deleted.' },
  payload: {
    message_id: uuid,
    position: integer,
    state: oneOf(...MEDIA_STATES),
    reason: orNull(text),
    mime: orNull(text),
    file_name: text,
    size: orNull(integer),
  },
});

/** What colleagues tell each other. */
export const CONVERSATION_NOTE_EVENTS = entityEvents('conversation_note', {
  namespace: 'chats',
  module: 'chats',
  about: {
    created: 'A note was written.',
    updated: 'It was changed; with `deleted_at` it was taken away.',
    removed: 'Its row was deleted.',
  },
  payload: {
    conversation_id: uuid,
    mentions: list<string>('string[]', 'list of uuids'),
    created_by: uuid,
    version: integer,
    deleted_at: orNull(instant),
  },
});
