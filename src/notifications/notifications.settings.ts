import { flag, integer, text } from '../common/config/kinds.js';
import { settings } from '../common/config/settings.js';
import { optional, variable } from '../common/config/variables.js';

export const NOTIFICATIONS = settings('notifications', {
  NOTIFICATION_MAILBOX: optional(text, 'The address of the mailbox that sends notices by e-mail; without it they are not sent.'),
  NOTIFICATION_REPLY_TO: optional(text, 'Where answers to these e-mails go; by default to an address that nobody reads.'),
  NOTIFICATION_WHATSAPP_TEMPLATE: optional(
    text,
    'The id of an approved WhatsApp template with two values, title and text, that carries notices; without it they are not sent.',
  ),
  APPROVAL_EXPIRES_AFTER_MINUTES: variable(
    integer(1, 100_000),
    'Business minutes in which an approval has to be given, before it is asked of the admins, and again before it expires.',
    '1440',
  ),
  APPROVAL_OF_OWN_REQUESTS: variable(flag, 'Whether people may approve what they asked for themselves.', 'false'),
});
