import { flag } from '../config/kinds.js';
import { settings } from '../config/settings.js';
import { variable } from '../config/variables.js';

export const HTTP = settings('common/http', {
  API_DOCS_ENABLED: variable(flag, 'Whether /api/docs and the API document are served.', 'true'),
});
