import { integer, issuedKey, oneOf, url } from '../../common/config/kinds.js';
import { settings } from '../../common/config/settings.js';
import { fromStart, secret, variable, type Values } from '../../common/config/variables.js';
import type { InteraktSettings } from './interakt.client.js';

/** Where the sandbox plays the provider. */
export interface InteraktSandboxSection {
  base_url: string;
  api_key: string;
}

export const INTERAKT = settings('providers/interakt', {
  INTERAKT_API_KEY: secret('Key of the Interakt account, for chat providers that have none of their own.', issuedKey),
  INTERAKT_BASE_URL: variable(url('http:', 'https:'), 'URL of the Interakt API.', 'https://api.interakt.ai'),
  INTERAKT_KEY_ENCODING: variable(
    oneOf('raw', 'base64'),
    'How the key goes into the Authorization header: raw, as the dashboard shows it, or base64.',
    'raw',
  ),
  INTERAKT_TIMEOUT_SECONDS: variable(integer(1, 300), 'Deadline of one request to Interakt.', '20'),
  INTERAKT_MAX_REQUESTS_PER_MINUTE: variable(
    integer(0, 100_000),
    'Our own limit on requests of one account to Interakt; 0 means none.',
    '300',
  ),
  INTERAKT_SANDBOX: fromStart<InteraktSandboxSection>('Where the sandbox plays Interakt, when it does.'),
});

/** How one account is reached: what its row says before what the environment says. Without any key it is not configured. */
export function interaktAccount(
  values: Values<typeof INTERAKT.variables>,
  own: { api_key?: string | null; base_url?: string | null } = {},
): InteraktSettings | null {
  const sandbox = values.INTERAKT_SANDBOX;
  const api_key = own.api_key ?? values.INTERAKT_API_KEY ?? sandbox?.api_key;
  if (!api_key) return null;
  return {
    api_key,
    base_url: own.base_url ?? sandbox?.base_url ?? values.INTERAKT_BASE_URL,
    key_encoding: values.INTERAKT_KEY_ENCODING,
    timeout_ms: values.INTERAKT_TIMEOUT_SECONDS * 1000,
    max_requests_per_minute: sandbox ? 0 : values.INTERAKT_MAX_REQUESTS_PER_MINUTE,
  };
}
