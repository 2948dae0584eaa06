/** Who wrote a message. `external_app`: on the business's own phone or in the provider's inbox; `automatic`: no person. */
export const MESSAGE_SOURCES = ['customer', 'agent', 'external_app', 'automatic'] as const;
export const MEDIA_STATES = ['wanted', 'stored', 'missing'] as const;
export const DIRECTIONS = ['inbound', 'outbound'] as const;
