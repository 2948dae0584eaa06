import { defineError } from '../errors/appError.js';

// Raised in SQL alone.
defineError('change_failure_not_found', 404, 'No such failed event.');
defineError('change_failure_waits', 409, 'An earlier event of the same entity has to be handled or dismissed first.');
