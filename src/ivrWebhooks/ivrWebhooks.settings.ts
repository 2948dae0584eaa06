import { duration, integer, list } from '../common/config/kinds.js';
import { settings } from '../common/config/settings.js';
import { fromStart, optional, variable } from '../common/config/variables.js';

export const IVR_WEBHOOKS = settings(
  'ivrWebhooks',
  {
    IVR_LIVE_MAX: variable(duration, 'An IVR call whose end nobody told in this time is taken for ended.', '4h'),
    IVR_RECORDING_MAX_MB: variable(integer(1, 150), 'The largest recording of an IVR call that is fetched, in megabytes.', '100'),
    IVR_RECORDING_RETRY_FOR: variable(duration, 'How long a recording is tried again before it is given up as missing.', '3d'),
    IVR_RECORDING_ALLOW_PRIVATE: optional(
      list,
      'Hosts from which recordings are fetched although they have private addresses or no TLS; embedded mode only.',
    ),
    IVR_SANDBOX: fromStart<{ url: string }>('Where the sandbox keeps recordings, when it does.'),
  },
  ({ IVR_RECORDING_ALLOW_PRIVATE }, { SUPABASE_URL }) =>
    SUPABASE_URL && IVR_RECORDING_ALLOW_PRIVATE?.length
      ? ['IVR_RECORDING_ALLOW_PRIVATE is set, but SUPABASE_URL is too: it is for trying things out on the embedded database.']
      : [],
);
