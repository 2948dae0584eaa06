import { duration, text } from '../common/config/kinds.js';
import { settings } from '../common/config/settings.js';
import { variable } from '../common/config/variables.js';

export const TICKETS = settings(
  'tickets',
  {
    TICKETS_CLOSE_RESOLVED_AFTER: variable(duration, 'How long after its resolution a ticket closes by itself.', '7d'),
    TICKETS_CLOSE_PENDING_AFTER: variable(duration, 'How long a ticket waits for the customer before it closes by itself.', '14d'),
    TICKETS_CLOSE_WARNING: variable(duration, 'How long before it closes by itself whoever has or watches it is told.', '2d'),
    TICKETS_CLOSING_WHATSAPP_TEMPLATE: variable(
      text,
      'The approved WhatsApp template that asks a customer for an answer before his ticket closes; its values: name, number, subject.',
      'ticket_closing',
    ),
    TICKETS_CLOSING_EMAIL_TEXT: variable(
      text,
      'What the e-mail says that asks a customer for an answer before his ticket closes.',
      'Dear {{customer.name | customer}}, we still need your answer on {{ticket.subject}} ({{ticket.number}}); it closes soon.',
    ),
  },
  ({ TICKETS_CLOSE_RESOLVED_AFTER, TICKETS_CLOSE_PENDING_AFTER, TICKETS_CLOSE_WARNING }) =>
    TICKETS_CLOSE_WARNING > Math.min(TICKETS_CLOSE_RESOLVED_AFTER, TICKETS_CLOSE_PENDING_AFTER)
      ? ['TICKETS_CLOSE_WARNING must not be longer than TICKETS_CLOSE_RESOLVED_AFTER and TICKETS_CLOSE_PENDING_AFTER.']
      : [],
);
