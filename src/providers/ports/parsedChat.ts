/**
 * What one webhook body of a chat provider says, item by item, in words that no longer depend on the provider. A parser is pure and never
 * raises for what a provider sends: an item that it cannot read is `parked`, one that is of no use to us `ignored`, both with a reason.
 */
export type ChatItem =
  | ChatMessageItem
  | ChatStatusItem
  | ChatReactionItem
  | ChatChangeItem
  | ChatClickItem
  | ChatIdentityItem
  | ChatCallItem
  | ChatAccountItem
  | { kind: 'ignored'; reason: string }
  | { kind: 'parked'; index: number; reason: string; raw: unknown };

/** Who is at the other end. Any of the ids may be missing, a phone number too: WhatsApp may send a business-scoped user id alone. */
export interface ChatContact {
  /** Digits as WhatsApp writes them, no plus. */
  wa_id: string | null;
  /** E.164 with its plus, when `wa_id` or what the provider sends can be read as a number. */
  phone_e164: string | null;
  /** Business-scoped user id: `IN.2000…`; it may rotate. */
  bsuid: string | null;
  username: string | null;
  /** The provider's own id of the customer. */
  provider_customer_id: string | null;
  name: string | null;
}

export const CHAT_MESSAGE_TYPES = [
  'text',
  'image',
  'document',
  'audio',
  'video',
  'sticker',
  'location',
  'contacts',
  'interactive',
  'template',
  'order',
  'system',
  'unsupported',
] as const;
export type ChatMessageType = (typeof CHAT_MESSAGE_TYPES)[number];

/** A file of a message. Providers give an address or an id to fetch it by; neither lasts. */
export interface ChatMedia {
  url: string | null;
  id: string | null;
  mime: string | null;
  /** As the provider gives it: hex or base64. */
  sha256: string | null;
  file_name: string | null;
  voice?: boolean;
  /** `missing`: there is nothing to fetch, `reason` says why (`no_media_reference`, or the provider's code). */
  state: 'wanted' | 'missing';
  reason: string | null;
}

export interface ChatMessageItem {
  kind: 'message';
  /**
   * `interakt:<id>`, `netcore:<id>`, and the bare `wamid…` in a body of WhatsApp's own shape: the same for a second delivery. Netcore names
   * its messages `netcore:wamid…` and quotes them as `wamid…`.
   */
  key: string;
  direction: 'in' | 'out';
  /** `external_app`: typed on the business's own phone or in the provider's inbox (an echo). */
  source: 'customer' | 'external_app';
  contact: ChatContact;
  /** The business number as E.164 when the body names it. */
  business_number: string | null;
  type: ChatMessageType;
  text: string | null;
  media: ChatMedia[];
  location: { lat: number; lng: number; name: string | null; address: string | null } | null;
  contacts: { name: string | null; phones: string[] }[];
  reply: { kind: 'button' | 'list' | 'flow'; id: string | null; title: string | null; answers?: Record<string, unknown> } | null;
  order: {
    catalog_id: string | null;
    items: { sku: string; quantity: number; price_minor: number; currency: string }[];
    total_minor: number;
    currency: string;
  } | null;
  /** The advertisement or link that led here. */
  referral: Record<string, unknown> | null;
  context: {
    /** Keys that the quoted message may be known by. */
    reply_to: string[];
    forwarded?: boolean;
    frequently_forwarded?: boolean;
    product?: { catalog_id: string | null; sku: string };
  } | null;
  /** What could not be read, of a message of type `unsupported`. */
  unsupported: { type: string | null } | null;
  /** The provider's time of the message, ISO in UTC; null: unreadable or missing, the time of arrival counts. */
  sent_at: string | null;
  /** `no_phone`, `time_from_arrival`, … */
  flags: string[];
}

export interface ChatStatusItem {
  kind: 'status';
  key: string;
  /** What our send carried: the id of our message. */
  callback_data: string | null;
  /** `queued`, `sent`, `failed`, `delivered`, `read`, `played`; other words as they came, in lower case. */
  status: string;
  at: string | null;
  error: { code: string; reason: string | null; details?: string | null; retryable: boolean } | null;
  /** Keys of further ids of the same message, such as `wamid…` beside the provider's own. */
  other_keys: string[];
  /** The contact, when the status names one: a status may be the first to tell its user id. */
  contact: ChatContact | null;
  /** What the message cost, as the provider says. */
  cost?: Record<string, unknown> | null;
}

interface ChatReactionItem {
  kind: 'reaction';
  key: string;
  target: string[];
  /** Null: taken back. */
  emoji: string | null;
  direction: 'in' | 'out';
  contact: ChatContact;
  business_number: string | null;
  at: string | null;
}

/** A message was edited or taken back by who wrote it. */
export interface ChatChangeItem {
  kind: 'change';
  key: string;
  change: 'edit' | 'delete';
  target: string;
  text: string | null;
  at: string | null;
}

/** A button or link of one of our templates was pressed. */
interface ChatClickItem {
  kind: 'click';
  key: string;
  target: string[];
  callback_data: string | null;
  click: 'quick_reply' | 'link';
  text: string | null;
  link: string | null;
  at: string | null;
}

/** The number or user id of a contact changed. */
interface ChatIdentityItem {
  kind: 'identity';
  key: string;
  from: ChatContact;
  to: ChatContact;
  at: string | null;
}

/** A call over WhatsApp. One by the customer opens the window for answers as a message does. */
interface ChatCallItem {
  kind: 'call';
  key: string;
  /** `connect`, `terminate`, … in lower case. */
  event: string;
  direction: 'in' | 'out';
  contact: ChatContact;
  business_number: string | null;
  at: string | null;
}

/** Something about the account: a template's approval, the quality of the number, an alert. */
interface ChatAccountItem {
  kind: 'account';
  key: string;
  event: string;
  template?: { name: string; language: string | null; status: string; reason: string | null } | null;
  details: Record<string, unknown>;
  at: string | null;
}
