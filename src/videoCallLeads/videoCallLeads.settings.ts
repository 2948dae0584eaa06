import { durations, text } from '../common/config/kinds.js';
import { settings } from '../common/config/settings.js';
import { optional, variable } from '../common/config/variables.js';

export const VIDEO_CALL_LEADS = settings('videoCallLeads', {
  VIDEO_CALL_REMIND_BEFORE: variable(durations, 'How long before a video call its customer is reminded.', '24h,1h'),
  VIDEO_CALL_WHATSAPP_TEMPLATE: optional(
    text,
    'The id of an approved WhatsApp template with three values, name, time and link, that reminds of a video call; without it e-mail does.',
  ),
  VIDEO_CALL_MAILBOX: optional(text, 'The address of the mailbox that reminds of video calls by e-mail.'),
});
