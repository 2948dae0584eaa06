import { defineError } from '../errors/appError.js';

export const importNotFound = defineError('import_not_found', 404, 'There is no such import.');
export const importsBusy = defineError('imports_busy', 503, 'Too many files are being uploaded; try again shortly.');

export const csvEmpty = defineError('csv_empty', 422, 'The file has no rows to import.');
export const csvUnreadable = defineError(
  'csv_unreadable',
  422,
  'This is not a CSV file in UTF-8; save it as “CSV UTF-8” and upload it again.',
);
export const csvMalformed = defineError(
  'csv_malformed',
  422,
  'The quotes of a row do not match, so nothing after it can be read; details give the line on which the row begins.',
);
export const csvColumnsAmbiguous = defineError(
  'csv_columns_ambiguous',
  422,
  'Several columns of the file have the same meaning; rename one, or map it to null. Details name them.',
);
export const csvColumnsMissing = defineError(
  'csv_columns_missing',
  422,
  'The file lacks a column that is needed; details say which, and which columns are known.',
);

// Raised in SQL alone.
defineError('import_not_ready', 409, 'Only an import whose preview is ready can be run; details give its state.');
defineError('import_file_dropped', 409, 'The file of this import is no longer kept; upload it again.');
defineError('import_under_way', 409, 'Another import of this kind is running; wait for it to end or cancel it. Details name it.');
defineError('import_is_over', 409, 'This import has already ended; details give its state.');
