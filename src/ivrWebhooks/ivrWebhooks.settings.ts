import { duration } from '../common/config/kinds.js';
import { settings } from '../common/config/settings.js';
import { variable } from '../common/config/variables.js';

export const IVR_WEBHOOKS = settings('ivrWebhooks', {
  IVR_LIVE_MAX: variable(duration, 'An IVR call whose end nobody told in this time is taken for ended.', '4h'),
});
