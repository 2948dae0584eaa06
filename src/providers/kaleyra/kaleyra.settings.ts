import { integer, issuedKey, list, pattern, url } from '../../common/config/kinds.js';
import { settings } from '../../common/config/settings.js';
import { fromStart, optional, secret, variable, type Values } from '../../common/config/variables.js';

export const KALEYRA = settings('providers/kaleyra', {
  KALEYRA_API_KEY: secret('Key of the Kaleyra Voice account; without it, the embedded mode uses the sandbox.', issuedKey),
  KALEYRA_BASE_URL: variable(url('http:', 'https:'), 'URL of the Kaleyra Voice API.', 'https://api-voice.kaleyra.com/v1'),
  KALEYRA_OBD_BASE_URL: optional(url('http:', 'https:'), 'URL of its outbound-dialling API, if different.'),
  KALEYRA_TIMEOUT_SECONDS: variable(integer(1, 300), 'Deadline of one request to Kaleyra.', '30'),
  KALEYRA_MAX_REQUESTS_PER_SECOND: variable(integer(0, 1000), 'Our own limit on requests to Kaleyra; 0 means none.', '5'),
  KALEYRA_RECORDING_HOSTS: variable(list, 'Hosts from which recordings may be fetched.', 'play.solutionsinfini.com'),
  KALEYRA_NUMBER_PATTERN: optional(
    pattern,
    'Pattern of numbers that may be dialled, as ten digits; default: Indian mobiles, in the sandbox also invented numbers.',
  ),
  KALEYRA_SANDBOX: fromStart<{ url: string; api_key: string }>('Where the sandbox plays Kaleyra, when it does.'),
});

/** How Kaleyra is reached. Without a key it is not configured. */
export interface KaleyraSection {
  api_key?: string;
  base_url: string;
  obd_base_url: string;
  timeout_ms: number;
  max_requests_per_second: number;
  /** What may be dialled, after normalising to ten digits. */
  number_pattern: RegExp;
  recording_hosts: string[];
  /** Replaces the scheme, host and port of a recording, so that the sandbox can serve it. */
  recording_origin?: string;
}

/** The real provider, or the sandbox where one runs. */
export function kaleyraSection(values: Values<typeof KALEYRA.variables>): KaleyraSection {
  const sandbox = values.KALEYRA_SANDBOX;
  const shared = {
    timeout_ms: values.KALEYRA_TIMEOUT_SECONDS * 1000,
    recording_hosts: values.KALEYRA_RECORDING_HOSTS,
    // Invented numbers begin with 555, which no mobile does.
    number_pattern: values.KALEYRA_NUMBER_PATTERN ?? (sandbox ? /^[5-9]\d{9}$/ : /^[6-9]\d{9}$/),
  };
  if (sandbox) {
    return {
      ...shared,
      api_key: sandbox.api_key,
      base_url: sandbox.url,
      obd_base_url: sandbox.url,
      max_requests_per_second: 0,
      recording_origin: new URL(sandbox.url).origin,
    };
  }
  return {
    ...shared,
    api_key: values.KALEYRA_API_KEY,
    base_url: values.KALEYRA_BASE_URL,
    obd_base_url: values.KALEYRA_OBD_BASE_URL ?? values.KALEYRA_BASE_URL,
    max_requests_per_second: values.KALEYRA_MAX_REQUESTS_PER_SECOND,
  };
}
