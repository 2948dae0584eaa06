import type { MediaTrouble } from './mediaShelf.js';
import type { Bubble, SandboxContact, Tick } from './telephone.js';

/** How one provider speaks, and what it speaks of. */

/** Where webhooks go, and what proves them. */
export interface WebhookTarget {
  url: string;
  /** Interakt signs with it. */
  secret?: string;
  /** Netcore sends a header of the account's choice. */
  header?: { name: string; value: string };
}

export interface SandboxQuirks {
  /** A free text outside the 24 hours: taken and failed later, refused at once (Netcore), or delivered all the same. */
  window: 'later' | 'at_once' | 'open';
  /** Whether the addresses of files that we send are fetched, and a message whose file cannot be had fails. */
  fetch_media: boolean;
  /** Requests a minute before 429; 0 is no limit. */
  per_minute: number;
  /** Interakt: several events in one body. Netcore always puts together what comes within a moment. */
  array_bodies: boolean;
  /** Netcore: dates in Indian time, or seconds. */
  status_times: 'indian' | 'epoch';
  /** Netcore: only numbers that have opted in. */
  opt_in_required: boolean;
  /** Interakt: a number may come in both forms at once. */
  lenient_address: boolean;
  /** Netcore: the shape that buttons and lists must have. */
  interactive_shape: 'array' | 'object' | 'any';
}

export const WRITTEN_TYPES = [
  'text',
  'image',
  'document',
  'audio',
  'voice',
  'video',
  'sticker',
  'location',
  'contacts',
  'button_reply',
  'list_reply',
  'quick_reply',
  'reaction',
  'unknown',
  // What only WhatsApp's own shape knows.
  'order',
  'flow',
  'edit',
  'revoke',
  'echo',
  'call',
  'change_number',
] as const;

/** Something a customer does on the telephone. */
export interface WriteOrder {
  /** E.164. */
  number: string;
  name?: string;
  type?: (typeof WRITTEN_TYPES)[number];
  text?: string;
  /** Bytes in base64, or an invented picture. */
  file?: { base64?: string; mime?: string; file_name?: string; trouble?: MediaTrouble };
  /** Of a button or a list. */
  reply?: { id: string; title: string; description?: string };
  /** The id of the message that is quoted, answered, edited or reacted to. */
  to?: string;
  emoji?: string | null;
  location?: { latitude: number; longitude: number; name?: string; address?: string };
  contacts?: { name: string; phones: string[] }[];
  /** `cloud`: in WhatsApp's own shape, as both providers pass it on for some accounts. */
  shape?: 'own' | 'cloud';
  /** One of the odd ways in which the provider puts the same thing; which there are depends on it. */
  variant?: string;
  /** Instead of now, ISO. */
  at?: string;
  /** Instead of the next one. */
  id?: string;
  /** Fields of the event that are set last, by path: `{"data.message.id": null}`. */
  set?: Record<string, unknown>;
}

export interface Written {
  id: string;
  order: WriteOrder & { type: (typeof WRITTEN_TYPES)[number] };
  at: Date;
  contact: SandboxContact;
  media: { id: string; url: string; mime: string; file_name: string; sha256: string } | null;
  /** The message that `to` names, when the telephone has it. */
  target: Bubble | null;
}

/** How one provider speaks. */
export interface Dialect {
  provider: 'interakt' | 'netcore';
  /** What a failed status says where the window is closed. */
  window_code: string;
  /** After these, milliseconds, an event that was not taken comes again. */
  retries: readonly number[];
  /** How long an answer may take. */
  patience_ms: number;
  /** So many failures in so long, and it stops. */
  gives_up?: { failures: number; within_ms: number };
  incoming(written: Written, account: { business_number: string }): unknown;
  status(event: StatusEvent, account: { quirks: SandboxQuirks }): unknown;
  /** Bodies for events that become due together. */
  bodies(events: PostedEvent[], quirks: SandboxQuirks): unknown[];
  headers(body: string, target: WebhookTarget): Record<string, string>;
}

export interface StatusEvent {
  bubble: Bubble;
  contact: SandboxContact;
  status: Exclude<Tick, 'queued'>;
  at: Date;
  error: { code: string; reason: string } | null;
}

export interface PostedEvent {
  kind: 'incoming' | 'status' | 'whole';
  event: unknown;
}
