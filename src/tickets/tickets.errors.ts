import { defineError } from '../common/errors/appError.js';

export const ticketNotFound = defineError('ticket_not_found', 404, 'There is no such ticket.');
export const ticketCommentNotFound = defineError('ticket_comment_not_found', 404, 'There is no such comment on this ticket.');
export const ticketLinkNotFound = defineError('ticket_link_not_found', 404, 'The ticket has no such link.');
export const ticketFieldNotFound = defineError('ticket_field_not_found', 404, 'There is no such custom field.');
export const ticketAttachmentNotFound = defineError('ticket_attachment_not_found', 404, 'There is no such attachment.');
export const ticketViewNotFound = defineError('ticket_view_not_found', 404, 'There is no such view, or it is not yours.');
export const ticketMacroNotFound = defineError('ticket_macro_not_found', 404, 'There is no such macro, or it is not yours.');
export const ticketTemplateNotFound = defineError('ticket_template_not_found', 404, 'There is no such template, or it is not yours.');
export const ticketBulkNotFound = defineError('ticket_bulk_not_found', 404, 'There is no such bulk.');
export const ticketSubjectMissing = defineError('ticket_subject_missing', 422, 'The ticket needs a subject: its template has none.');
export const ticketMerged = defineError('ticket_merged', 409, 'The ticket was merged into another; details name it.');
export const ticketNotMerged = defineError('ticket_not_merged', 409, 'The ticket is not merged into another.');
export const ticketMergeCircle = defineError('ticket_merge_circle', 409, 'The ticket would be merged into itself.');
export const ticketCustomersDiffer = defineError(
  'ticket_customers_differ',
  409,
  'The tickets are of two customers; send `confirm_other_customer` if they are to be merged nevertheless.',
);
export const ticketLinkCircle = defineError('ticket_link_circle', 409, 'The ticket would be part of itself, or wait for itself.');
export const ticketHasParent = defineError('ticket_has_parent', 409, 'The ticket is part of another one already; remove that link first.');
export const ticketNotReady = defineError(
  'ticket_not_ready',
  422,
  'Something that the ticket needs is missing before it can be resolved or closed; details list it.',
);
export const ticketSnoozeInvalid = defineError(
  'ticket_snooze_invalid',
  422,
  'A snoozed ticket needs `snoozed_until` in the future, if any; no other status takes it.',
);
export const ticketHasNoChannel = defineError(
  'ticket_has_no_channel',
  422,
  'The customer cannot be answered: the ticket has no thread or conversation of this channel. Link one, or comment internally.',
);
