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
    CHAT_RETRY_FOR: variable(
      duration,
      'How long a chat message is tried again while its provider is away; free text only until the window of 24 hours closes.',
      '6h',
    ),
    CHAT_OPT_OUT_WORDS: variable(
      list,
      'A customer who writes nothing but one of these wants no more templates; separated by commas, in any case.',
      [
        'stop,stop all,stop messages,stop these messages,stop promotions,unsubscribe,opt out,optout,do not message,no more messages',
        'बंद करो,बंद करें,बंद कीजिए,रोको,मैसेज बंद करो,मैसेज मत भेजो',
        'band karo,band kro,band karen,message band karo,msg band karo,message mat bhejo,msg mat bhejo,mat bhejo',
      ].join(),
    ),
    CHAT_OPT_IN_WORDS: variable(
      list,
      'A customer who writes nothing but one of these wants templates again.',
      'start,unstop,subscribe,opt in,optin,शुरू करो,शुरू करें,मैसेज भेजो,shuru karo,shuru kro,message bhejo,msg bhejo',
    ),
  },
  ({ CHAT_MEDIA_ALLOW_PRIVATE }, { SUPABASE_URL }) =>
    SUPABASE_URL && CHAT_MEDIA_ALLOW_PRIVATE?.length
      ? ['CHAT_MEDIA_ALLOW_PRIVATE is set, but SUPABASE_URL is too: it is for trying things out on the embedded database.']
      : [],
);
