import { lifecycle } from '../common/status/lifecycle.js';

/** From the wish to the call. Whoever did not come may book again. */
export const VIDEO_CALL = lifecycle('video_call_lead', {
  new: { book: 'booked', cancel: 'cancelled' },
  booked: { complete: 'completed', miss: 'no_show', cancel: 'cancelled' },
  completed: {},
  no_show: { book: 'booked', cancel: 'cancelled' },
  cancelled: { reopen: 'new' },
});

/** How far one comes, in order: the funnel. */
export const VIDEO_CALL_WAY = ['new', 'booked', 'completed', 'bought'] as const;
export const VIDEO_CALL_OUTCOMES = ['bought', 'interested', 'undecided', 'not_interested'] as const;
/** Where the wish came from. */
export const VIDEO_CALL_SOURCES = ['website', 'phone', 'email', 'whatsapp', 'youtube', 'referral', 'walk_in', 'other'] as const;
