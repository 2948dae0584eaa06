import { integer } from '../config/kinds.js';
import { settings } from '../config/settings.js';
import { variable } from '../config/variables.js';

export const WEBHOOK_INBOX = settings('common/webhookInbox', {
  WEBHOOK_RETENTION_DAYS: variable(integer(1, 3650), 'How long processed webhook events are kept.', '30'),
});
