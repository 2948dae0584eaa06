import { duration, oneOf } from '../common/config/kinds.js';
import { settings } from '../common/config/settings.js';
import { variable } from '../common/config/variables.js';

export const TRIAGE = settings('emailTriage', {
  EMAIL_TRIAGE: variable(
    oneOf('auto', 'rules', 'off'),
    'How e-mails are triaged: auto (Gemini if it has a key, otherwise rules), rules or off.',
    'auto',
  ),
  CHAT_TRIAGE: variable(
    oneOf('auto', 'rules', 'off'),
    'How conversations are triaged: auto (Gemini if it has a key, otherwise rules), rules or off.',
    'auto',
  ),
  CHAT_TRIAGE_AFTER: variable(
    duration,
    'How long after a message of a customer a conversation is triaged; messages until then are read together.',
    '15s',
  ),
});
