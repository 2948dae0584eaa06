import { integer } from '../config/kinds.js';
import { settings } from '../config/settings.js';
import { variable } from '../config/variables.js';

export const IDEMPOTENCY = settings('common/idempotency', {
  IDEMPOTENCY_RETENTION_HOURS: variable(integer(1, 720), 'How long answers to requests with an Idempotency-Key are kept.', '24'),
});
