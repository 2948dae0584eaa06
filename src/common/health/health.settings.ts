import { flag } from '../config/kinds.js';
import { settings } from '../config/settings.js';
import { secret, variable } from '../config/variables.js';

export const HEALTH = settings(
  'common/health',
  {
    METRICS_ENABLED: variable(flag, 'Whether /metrics is served.', 'true'),
    HEALTH_TOKEN: secret('Bearer token that shows the details of /health/ready to callers from other machines, at least 32 characters.'),
  },
  ({ HEALTH_TOKEN }) => (HEALTH_TOKEN && HEALTH_TOKEN.length < 32 ? ['HEALTH_TOKEN must have at least 32 characters.'] : []),
);
