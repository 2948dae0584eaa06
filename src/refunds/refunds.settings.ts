import { text } from '../common/config/kinds.js';
import { settings } from '../common/config/settings.js';
import { variable } from '../common/config/variables.js';

export const REFUNDS = settings('refunds', {
  REFUND_WHATSAPP_TEMPLATE: variable(
    text,
    'The name of the approved WhatsApp template that tells a customer of the money; its values are name, amount and order.',
    'refund_paid',
  ),
  REFUND_EMAIL_TEXT: variable(
    text,
    'What the e-mail says that tells a customer of the money.',
    'Dear {{customer.name | customer}}, we have paid {{refund.amount}} back for {{refund.order}} ({{refund.number}}).',
  ),
});
