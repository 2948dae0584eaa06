import { defineError } from '../common/errors/appError.js';

export const agriConsultationNotFound = defineError('agri_consultation_not_found', 404, 'There is no such consultation.');
export const agriAdviceNotFound = defineError('agri_advice_not_found', 404, 'This consultation has no such advice.');
export const agriAdviceTold = defineError('agri_advice_told', 409, 'The farmer has already been told this, or it is on its way.');
export const agriFarmerUnknown = defineError('agri_farmer_unknown', 422, 'The consultation has no farmer: name the customer first.');
export const agriNoChannel = defineError(
  'agri_no_channel',
  422,
  'The farmer has never written on this channel, so there is nothing to answer; call, or choose another channel.',
);
export const agriNoteRequired = defineError('agri_note_required', 422, 'This action needs a note that says why.');
export const agriNoOpenDay = defineError('agri_no_open_day', 422, 'The calendar has no open day on or after that date.');

// Raised in SQL alone.
defineError('agri_consultation_is_over', 409, 'The consultation is closed or cancelled: reopen it first.');
