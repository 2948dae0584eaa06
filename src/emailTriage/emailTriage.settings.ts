import { oneOf } from '../common/config/kinds.js';
import { settings } from '../common/config/settings.js';
import { variable } from '../common/config/variables.js';

export const TRIAGE = settings('emailTriage', {
  EMAIL_TRIAGE: variable(
    oneOf('auto', 'rules', 'off'),
    'How e-mails are triaged: auto (Gemini if it has a key, otherwise rules), rules or off.',
    'auto',
  ),
});
