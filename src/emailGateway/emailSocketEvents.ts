import {
  CHANGE_EVENTS,
  type ChangeEvent,
  type ChangeEventName,
  type ChangePayload,
  type FeedControlEvents,
} from '../common/realtime/changeEvents.js';

/** What the namespace /emails tells about. */
type Entity = 'support_email' | 'email_thread' | 'email';

/** The events that appear there. */
export type EmailEventName = Extract<ChangeEventName, `${Entity}:${string}`>;
export const EMAIL_EVENTS = (Object.keys(CHANGE_EVENTS) as ChangeEventName[]).filter(
  (name): name is EmailEventName => CHANGE_EVENTS[name].namespace === 'emails',
);

/** What the server sends there, by name: `io('/emails') as Socket<EmailServerEvents, EmailClientEvents>`. */
export type EmailServerEvents = {
  [E in EmailEventName]: (message: Omit<ChangeEvent<ChangePayload<E>>, 'namespace'>) => void;
} & FeedControlEvents;

/** What a client may say: that it wants to be told again from a place on. */
export interface EmailClientEvents {
  resume: (place: { after?: number; scope?: string }) => void;
}
