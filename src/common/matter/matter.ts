/** How far a customer's matter is, whichever channel it came by. */
export const MATTER_STATUSES = ['open', 'pending', 'resolved', 'closed', 'spam'] as const;
export type MatterStatus = (typeof MATTER_STATUSES)[number];

export const MATTER_PRIORITIES = ['low', 'normal', 'high', 'urgent'] as const;
export type MatterPriority = (typeof MATTER_PRIORITIES)[number];

/** How the promises for a matter stand, as its row says: of those that run, or else of those that have ended. */
export const SLA_STANDINGS = ['running', 'paused', 'met', 'breached', 'cancelled'] as const;
