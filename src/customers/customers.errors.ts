import { defineError } from '../common/errors/appError.js';

export const customerNotFound = defineError('customer_not_found', 404, 'There is no such customer.');
export const customerNotDeleted = defineError('customer_not_deleted', 409, 'This customer is not deleted.');
export const noteNotFound = defineError('customer_note_not_found', 404, 'There is no such note.');
export const fieldNotFound = defineError('customer_field_not_found', 404, 'There is no such custom field.');
export const suggestionNotFound = defineError('customer_suggestion_not_found', 404, 'There is no such suggestion.');
export const suggestionDecided = defineError('customer_suggestion_decided', 409, 'This suggestion has already been decided.');
export const identityNotFound = defineError('identity_not_found', 404, 'There is no such current address.');
export const identityTaken = defineError('identity_taken', 409, 'Another customer has this address; details name the customer.');
export const identityIsOurs = defineError('identity_is_ours', 422, 'This address is one of ours, not a customer’s.');
export const identityIsShared = defineError('identity_is_shared', 409, 'Several customers share this address; details name them.');
export const identityConflict = defineError('identity_conflict', 409, 'These addresses belong to different customers; details name them.');
export const mergeNotFound = defineError('merge_not_found', 404, 'There is no such merge.');
export const mergeAlreadyUndone = defineError('merge_already_undone', 409, 'This merge has already been undone.');
export const customersAlreadyOne = defineError('customers_already_one', 409, 'These customers are already merged.');

// Raised in SQL alone.
defineError('too_many_items', 422, 'Too many items at once; details say how many are possible.');
