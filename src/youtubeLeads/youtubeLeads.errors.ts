import { defineError } from '../common/errors/appError.js';

export const youtubeLeadNotFound = defineError('youtube_lead_not_found', 404, 'There is no such YouTube lead.');
export const youtubeVideoNotFound = defineError('youtube_video_not_found', 404, 'There is no such video.');
export const youtubeIntentMissing = defineError(
  'youtube_intent_missing',
  422,
  'The comment does not show what its author wants; say `intent`.',
);
export const youtubeCommentKnown = defineError('youtube_comment_known', 409, 'The comment has been read before and shows no intent.');

// Raised in SQL alone.
defineError('youtube_comment_removed', 409, 'The comment has been removed, so it cannot be answered.');
