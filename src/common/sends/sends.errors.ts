import { defineError } from '../errors/appError.js';

// Raised in SQL alone.
defineError('send_not_found', 404, 'No such outgoing call or e-mail.');
defineError('send_not_cancellable', 409, 'It has already been sent or is being sent, and can no longer be cancelled.');
defineError('send_not_reschedulable', 409, 'It has already been sent or is being sent, and can no longer be rescheduled.');
defineError('send_not_uncertain', 409, 'Its outcome is already known.');
