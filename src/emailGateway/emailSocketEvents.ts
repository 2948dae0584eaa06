import type { CHANGE_EVENTS, ChangeEvent, ChangeEventName, ChangePayload, FeedControlEvents } from '../common/realtime/changeEvents.js';

/** The events that appear in the namespace /emails. */
export type EmailEventName = { [E in ChangeEventName]: (typeof CHANGE_EVENTS)[E]['namespace'] extends 'emails' ? E : never }[ChangeEventName];

/** What the server sends there, by name: `io<EmailServerEvents, EmailClientEvents>('/emails')`. */
export type EmailServerEvents = { [E in EmailEventName]: (message: Omit<ChangeEvent<ChangePayload<E>>, 'namespace'>) => void } & FeedControlEvents;

/** What a client may say: that it wants to be told again from a place on. */
export interface EmailClientEvents {
  resume: (place: { after?: number; scope?: string }) => void;
}
