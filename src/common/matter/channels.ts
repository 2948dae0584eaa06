/** The kinds of work that agents and teams take. */
export const WORK_CHANNELS = ['email', 'chat', 'call', 'ticket'] as const;
export type WorkChannel = (typeof WORK_CHANNELS)[number];
