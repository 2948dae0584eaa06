import { integer, text } from '../common/config/kinds.js';
import { settings } from '../common/config/settings.js';
import { optional, variable } from '../common/config/variables.js';

export const SURVEYS = settings('surveys', {
  SURVEY_REST_DAYS: variable(
    integer(0, 3_650),
    'A customer is asked at most once within so many days, over all surveys and channels; 0 for no limit.',
    '30',
  ),
  SURVEY_VALID_DAYS: variable(integer(1, 365), 'How long the link of a survey works, days.', '14'),
  SURVEY_WHATSAPP_TEMPLATE: optional(
    text,
    'An approved WhatsApp template with two values, name and link, for after the 24 hours; without it nobody is asked there then.',
  ),
});
