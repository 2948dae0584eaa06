import { defineError } from '../common/errors/appError.js';

export const callCategoryNotFound = defineError('call_category_not_found', 404, 'There is no such call category.');
