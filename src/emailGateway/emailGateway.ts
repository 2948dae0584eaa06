import { feedGateway } from '../common/realtime/feedGateway.js';

/** Sockets of the namespace /emails; their messages are typed in emailSocketEvents.ts. */
export const EmailGateway = feedGateway('emails');
