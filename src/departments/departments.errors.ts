import { defineError } from '../common/errors/appError.js';

export const departmentNotFound = defineError('department_not_found', 404, 'There is no such department.');

// Raised in SQL alone.
defineError('department_number_taken', 409, 'Another department has one of these numbers; details name it.');
