import { defineError } from '../../common/errors/appError.js';
import {
  templateMalformed,
  templateValueInvalid,
  templateValueMissing,
  templateVariableUnknown,
} from '../../common/templates/templates.errors.js';

export const chatTemplateNotFound = defineError('chat_template_not_found', 404, 'There is no such canned text.');
export const shortcutTaken = defineError('shortcut_taken', 409, 'Another canned text of this team and language has this shortcut.');
export const chatTemplateUnusable = defineError(
  'chat_template_unusable',
  422,
  'This canned text is inactive, or not meant for this channel.',
);
/** Why a canned text, or words with variables, cannot be sent. */
export const TEMPLATE_REFUSALS = [
  chatTemplateNotFound,
  chatTemplateUnusable,
  templateMalformed,
  templateVariableUnknown,
  templateValueMissing,
  templateValueInvalid,
];
export const variableReserved = defineError(
  'variable_reserved',
  422,
  'This variable exists already: its value is known from the customer, the agent or the date.',
);
