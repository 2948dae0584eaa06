import { defineError } from '../errors/appError.js';

export const entityNotFound = defineError('entity_not_found', 404, 'There is no such thing, or you may not see it.');
