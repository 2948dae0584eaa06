import { defineError } from '../common/errors/appError.js';

export const calendarNotFound = defineError('calendar_not_found', 404, 'There is no such calendar.');
export const calendarInvalid = defineError('calendar_invalid', 422, 'The calendar cannot be used; details list each field and why.');

// Raised in SQL alone.
defineError('calendar_is_default', 409, 'This is the default calendar; make another one the default first.');
