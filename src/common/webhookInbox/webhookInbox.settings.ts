import { integer } from '../config/kinds.js';
import { settings, variable } from '../config/settings.js';

export const WEBHOOK_INBOX = settings('common/webhookInbox', {
  WEBHOOK_RETENTION_DAYS: variable(integer(1, 3650), 'How long processed webhook events are kept.', '30'),
});
