import { integer, issuedKey, type Kind, oneOf, text, url } from '../../common/config/kinds.js';
import { settings } from '../../common/config/settings.js';
import { fromStart, optional, secret, variable, type Values } from '../../common/config/variables.js';
import type { NetcoreSettings } from './netcore.client.js';

/** Where the sandbox plays the provider. */
export interface NetcoreSandboxSection {
  api_url: string;
  media_url: string;
  api_key: string;
  source: string;
}

/** A whole address: on one of Netcore's hosts the slash at its end is a part of it. */
const address: Kind<string> = {
  read(value) {
    url('http:', 'https:').read(value);
    return value;
  },
};
const token: Kind<string> = { read: (value) => issuedKey.read(value.replace(/^Bearer\s+/i, '')) };

export const NETCORE = settings('providers/netcore', {
  NETCORE_API_KEY: secret('Token of the Netcore account, for chat providers that have none of their own.', token),
  NETCORE_SOURCE: optional(text, 'Source id that Netcore has issued for sending.'),
  NETCORE_API_URL: variable(
    address,
    'Whole address of sending; its path differs between hosts.',
    'https://waapi.pepipost.com/api/v2/message/',
  ),
  NETCORE_MEDIA_URL: variable(url('http:', 'https:'), 'Where files are fetched by id.', 'https://waapi.pepipost.com/api/v2/media'),
  NETCORE_INTERACTIVE_SHAPE: variable(
    oneOf('array', 'object'),
    'Shape of buttons and lists: array or object; Netcore says which one an account takes.',
    'array',
  ),
  NETCORE_TIMEOUT_SECONDS: variable(integer(1, 300), 'Deadline of one request to Netcore.', '20'),
  NETCORE_MAX_REQUESTS_PER_SECOND: variable(integer(0, 1000), 'Our own limit on requests of one account to Netcore; 0 means none.', '20'),
  NETCORE_SANDBOX: fromStart<NetcoreSandboxSection>('Where the sandbox plays Netcore, when it does.'),
});

/** How one account is reached: what its row says before what the environment says. Without any key it is not configured. */
export function netcoreAccount(
  values: Values<typeof NETCORE.variables>,
  own: { api_key?: string | null; source?: string | null; api_url?: string | null; media_url?: string | null } = {},
): NetcoreSettings | null {
  const sandbox = values.NETCORE_SANDBOX;
  const api_key = own.api_key ?? values.NETCORE_API_KEY ?? sandbox?.api_key;
  if (!api_key) return null;
  return {
    api_key,
    api_url: own.api_url ?? sandbox?.api_url ?? values.NETCORE_API_URL,
    media_url: own.media_url ?? sandbox?.media_url ?? values.NETCORE_MEDIA_URL,
    source: own.source ?? values.NETCORE_SOURCE ?? sandbox?.source ?? '',
    interactive_shape: values.NETCORE_INTERACTIVE_SHAPE,
    timeout_ms: values.NETCORE_TIMEOUT_SECONDS * 1000,
    max_requests_per_second: sandbox ? 0 : values.NETCORE_MAX_REQUESTS_PER_SECOND,
  };
}
