/** What the words for availability mean. Only the first gets new work. */
export const AVAILABILITIES = ['available', 'busy', 'wrap_up', 'away', 'offline'] as const;
export type Availability = (typeof AVAILABILITIES)[number];
