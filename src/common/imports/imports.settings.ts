import { integer } from '../config/kinds.js';
import { settings } from '../config/settings.js';
import { variable } from '../config/variables.js';

export const IMPORTS = settings(
  'imports',
  {
    IMPORTS_MAX_MB: variable(integer(1, 200), 'The largest CSV file that is imported, in megabytes.', '25'),
    IMPORTS_KEPT_DAYS: variable(integer(1, 3650), 'How long imports and the errors of their rows are kept.', '90'),
    IMPORTS_FILES_KEPT_DAYS: variable(integer(1, 3650), 'How long the uploaded files of imports are kept.', '30'),
  },
  ({ IMPORTS_KEPT_DAYS, IMPORTS_FILES_KEPT_DAYS }) =>
    IMPORTS_FILES_KEPT_DAYS > IMPORTS_KEPT_DAYS ? ['IMPORTS_FILES_KEPT_DAYS must not be more than IMPORTS_KEPT_DAYS.'] : [],
);
