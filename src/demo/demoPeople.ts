import { sandboxCaller } from '../providers/kaleyra/kaleyra.sandbox.js';
import { DEMO_CUSTOMERS } from '../providers/mail/mail.sandbox.js';

/** Calls of the telephone sandbox come from invented numbers; these of them belong to people who write too. */
const FIRST_CALLER = 1_000;

export interface DemoPerson {
  name: string;
  email: string;
  /** E.164. */
  number: string;
}

/** Who writes e-mails, calls and writes on WhatsApp in the demo. */
export const DEMO_PEOPLE: readonly DemoPerson[] = DEMO_CUSTOMERS.map((customer, index) => ({
  ...customer,
  number: `+91${sandboxCaller(FIRST_CALLER + index)}`,
}));

/** The most important of them: by a rule of the demo his angry e-mail becomes a ticket. */
export const DEMO_VIP = DEMO_PEOPLE[1]!;
