import { defineError } from '../common/errors/appError.js';

export const videoCallLeadNotFound = defineError('video_call_lead_not_found', 404, 'There is no such video call.');
export const videoCallSlotMissing = defineError('video_call_slot_missing', 422, 'A booking needs `starts_at` and an agent, `assignee_id`.');
export const videoCallSlotPast = defineError('video_call_slot_past', 422, 'The slot has already begun.');
export const videoCallOutsideHours = defineError(
  'video_call_outside_hours',
  422,
  'The agent is not at work during the whole of this slot.',
);

// Raised in SQL alone.
defineError('video_call_slot_taken', 409, 'The agent has another video call at that time.');
