import { defineError } from '../common/errors/appError.js';

export const emailNotFound = defineError('email_not_found', 404, 'No such e-mail, or it has been deleted.');
export const emailThreadNotFound = defineError('email_thread_not_found', 404, 'No such thread.');
export const supportEmailNotFound = defineError('support_email_not_found', 404, 'No such mailbox.');
export const draftNotFound = defineError('draft_not_found', 404, 'No such draft, or it belongs to another user.');
export const emailNotOutbound = defineError(
  'email_not_outbound',
  422,
  'This is an incoming e-mail; only outgoing e-mails can be rescheduled.',
);

// Raised in SQL alone.
defineError('support_email_exists', 409, 'A mailbox with this address already exists.');
defineError('support_email_changed', 409, 'The mailbox has been changed since the version you gave; reload it and try again.');
defineError('support_email_inactive', 409, 'The mailbox is inactive.');
defineError('mailbox_reconnect_needed', 409, 'The mailbox cannot be used until it gets new credentials.');
defineError('mailbox_cursor_moved', 409, 'Another process has already read further in this mailbox.');
defineError('email_not_sent_yet', 409, 'The e-mail is still waiting to be sent; cancel the sending before you delete it.');
defineError('already_resent', 409, 'The e-mail has already been resent.');
export const assigneeNotFound = defineError('assignee_not_found', 422, 'There is no active agent with this id.');
defineError('unknown_filter', 422, 'The filter contains an unknown field.');
