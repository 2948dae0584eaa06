import { defineError } from '../common/errors/appError.js';

export const eventNotFound = defineError('customer_event_not_found', 404, 'There is no such event.');
