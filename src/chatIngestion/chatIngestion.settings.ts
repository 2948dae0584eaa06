import { duration, integer, list } from '../common/config/kinds.js';
import { settings } from '../common/config/settings.js';
import { optional, variable } from '../common/config/variables.js';

export const CHAT_INGESTION = settings(
  'chatIngestion',
  {
    CHAT_REOPEN_WITHIN: variable(
      duration,
      'A customer who writes within this time after a conversation was resolved opens it again; later a new conversation begins.',
      '72h',
    ),
    CHAT_MEDIA_MAX_MB: variable(integer(1, 150), 'The largest file of a chat message that is fetched, in megabytes.', '100'),
    CHAT_MEDIA_RETRY_FOR: variable(
      duration,
      'How long a file of a chat message is tried again before it is given up as missing; providers keep files for about two weeks.',
      '14d',
    ),
    CHAT_MEDIA_ALLOW_PRIVATE: optional(
      list,
      'Hosts from which files of chat messages are fetched although they have private addresses or no TLS; embedded mode only.',
    ),
  },
  ({ CHAT_MEDIA_ALLOW_PRIVATE }, { SUPABASE_URL }) =>
    SUPABASE_URL && CHAT_MEDIA_ALLOW_PRIVATE?.length
      ? ['CHAT_MEDIA_ALLOW_PRIVATE is set, but SUPABASE_URL is too: it is for trying things out on the embedded database.']
      : [],
);
