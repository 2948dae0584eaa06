/** The chat providers that we speak to; conversations call it their channel. */
export const CHAT_KINDS = ['interakt', 'netcore'] as const;
export type ChatKind = (typeof CHAT_KINDS)[number];
