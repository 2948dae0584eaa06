import { integer } from '../common/config/kinds.js';
import { settings } from '../common/config/settings.js';
import { variable } from '../common/config/variables.js';

export const WORKFLOWS = settings('workflows', {
  WORKFLOW_CHAIN_LIMIT: variable(integer(1, 50), 'How many rules may set each other off, one after the other.', '5'),
  WORKFLOW_BRAKE: variable(integer(1, 10_000), 'How often a rule may act on the same thing within an hour.', '5'),
  WORKFLOW_MESSAGES_PER_DAY: variable(integer(0, 1_000), 'How many messages of rules a customer may get on one business day.', '3'),
  WORKFLOW_RETENTION_DAYS: variable(integer(1, 3650), 'How long it is kept what rules did.', '180'),
});
