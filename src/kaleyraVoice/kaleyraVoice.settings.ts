import { cron, integer, list, url } from '../common/config/kinds.js';
import { settings } from '../common/config/settings.js';
import { optional, variable } from '../common/config/variables.js';

export const KALEYRA_VOICE = settings('kaleyraVoice', {
  KALEYRA_SYNC_CRON: variable(cron, "When call logs are fetched (today and yesterday), or 'off'.", '*/5 * * * *'),
  KALEYRA_SYNC_WAIT_SECONDS: variable(integer(0, 300), 'How long POST /calls/sync waits for the result before it answers 202.', '55'),
  KALEYRA_CONNECTED_STATUSES: variable(list, 'Statuses that count as connected.', 'ANSWER,ANSWERED-A,ANSWERED-B'),
  KALEYRA_ANSWERED_STATUSES: variable(list, 'Statuses that agent statistics count as answered.', 'ANSWER'),
  KALEYRA_MISSED_STATUSES: variable(list, 'Statuses that agent statistics count as missed.', 'NOANSWER,BUSY,CANCEL,FAILED'),
  KALEYRA_CALLBACK_URL: optional(
    url('http:', 'https:'),
    'Address to which Kaleyra reports on calls; default <PUBLIC_URL>/webhooks/kaleyra/callback.',
  ),
});
