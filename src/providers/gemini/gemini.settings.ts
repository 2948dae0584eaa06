import { duration, integer, issuedKey, list, oneOf, text, url } from '../../common/config/kinds.js';
import { settings } from '../../common/config/settings.js';
import { optional, secret, variable } from '../../common/config/variables.js';

export const GEMINI = settings('providers/gemini', {
  GEMINI_API_KEY: secret('Key of the Gemini API; without it, e-mails are triaged by rules.', issuedKey),
  GEMINI_MODEL: variable(text, 'The model to use.', 'gemini-3.5-flash-lite'),
  GEMINI_FALLBACK_MODELS: variable(list, 'Models to use when it is retired or overloaded, separated by commas.', 'gemini-3.1-flash-lite'),
  GEMINI_BASE_URL: variable(
    url('http:', 'https:'),
    'URL of the Gemini API, without the version.',
    'https://generativelanguage.googleapis.com',
  ),
  GEMINI_TIMEOUT: variable(duration, 'Deadline of one request to Gemini.', '20s'),
  GEMINI_MAX_REQUESTS_PER_MINUTE: variable(integer(1, 10_000), 'Our own limit on requests to Gemini.', '10'),
  GEMINI_THINKING: optional(oneOf('minimal', 'low', 'medium', 'high'), 'How much the model should think; if unset, the model decides.'),
});
