import { feedGateway } from '../common/realtime/feedGateway.js';

/** Sockets of the namespace /emails; their messages are declared in gmailIngestion.events.ts and typed for clients in client/events.ts. */
export const EmailGateway = feedGateway('emails');
