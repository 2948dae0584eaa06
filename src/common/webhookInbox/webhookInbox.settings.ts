import { integer } from '../config/kinds.js';
import { settings } from '../config/settings.js';
import { variable } from '../config/variables.js';

export const WEBHOOK_INBOX = settings('common/webhookInbox', {
  WEBHOOK_RATE_PER_MINUTE: variable(
    integer(1, 10_000_000),
    'Requests a minute that a node accepts from one client address for one webhook source.',
    '10000',
  ),
  WEBHOOK_REFUSALS_PER_MINUTE: variable(
    integer(1, 10_000_000),
    'After so many requests a minute without a valid token or signature, a client address has to wait.',
    '100',
  ),
  WEBHOOK_RETENTION_DAYS: variable(integer(1, 3650), 'How long processed webhook events are kept.', '30'),
});
