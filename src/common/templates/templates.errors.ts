import { defineError } from '../errors/appError.js';

export const templateMalformed = defineError(
  'template_malformed',
  422,
  'The template cannot be read: a variable is written {{name}} or {{name | words for when there is no value}}.',
);
export const templateVariableUnknown = defineError('template_variable_unknown', 422, 'The template uses a variable that does not exist.');
export const templateValueMissing = defineError('template_value_missing', 422, 'The template needs values that were not given.');
export const templateValueInvalid = defineError('template_value_invalid', 422, 'A value does not fit its variable.');
