import { createHash } from 'node:crypto';
import type { ChatContact, ChatItem, ChatMedia, ChatMessageItem } from '../../providers/ports/parsedChat.js';
import { chatFailure } from '../../providers/whatsapp/failureCodes.js';
import type { ChatKind } from '../providers/chatKinds.js';
import { messagePreview } from '../messages/messagePreview.js';
import { messageToken } from './messageToken.js';

/** Where and when an item came. */
export interface ItemOrigin {
  provider_id: string;
  kind: ChatKind;
  /** Of the account; what a body names counts more. */
  business_number: string;
  received_at: Date;
  /** When the provider no longer has a file that came now. */
  media_expires_at: Date;
  /** The body as it came, for what cannot be read. */
  raw: Buffer | null;
}

/** An item in the shape that ingest_chat takes; fields by its kind. */
export type ChatRow = Record<string, unknown> & { kind: string };

/** What was parsed, as it is stored. Null for what leaves nothing. */
export function chatRow(item: ChatItem, origin: ItemOrigin): ChatRow | null {
  const { provider_id } = origin;
  switch (item.kind) {
    case 'message':
      return { ...aboutContact(item.contact, item.business_number, origin), ...messageRow(item, origin) };
    case 'status':
      return {
        ...(item.contact ? aboutContact(item.contact, null, origin) : NOBODY),
        kind: 'status',
        key: indexable(item.key),
        callback_data: item.callback_data,
        status: item.status.slice(0, LONGEST_WORD),
        at: time(item.at, origin),
        ...(item.error
          ? {
              error_code: item.error.code.slice(0, LONGEST_WORD),
              error_message: failureWords(item.error),
              is_retryable: item.error.retryable,
            }
          : { error_code: null, error_message: null, is_retryable: null }),
        cost: item.cost ?? null,
        other_keys: item.other_keys.map(indexable),
        provider_id,
      };
    case 'reaction':
      return {
        ...aboutContact(item.contact, item.business_number, origin),
        kind: 'reaction',
        key: indexable(item.key),
        ...targets(item.target, origin),
        direction: item.direction === 'in' ? 'inbound' : 'outbound',
        emoji: item.emoji,
        at: time(item.at, origin),
      };
    case 'call':
      return {
        ...aboutContact(item.contact, item.business_number, origin),
        kind: 'call',
        ...targets([], origin),
        direction: item.direction === 'in' ? 'inbound' : 'outbound',
        at: time(item.at, origin),
      };
    case 'change':
      return {
        ...NOBODY,
        kind: 'change',
        key: indexable(item.key),
        ...targets([item.target], origin),
        change: item.change,
        text: item.text,
        preview: messagePreview({ type: 'text', text: item.text }),
        at: time(item.at, origin),
      };
    case 'click':
      return {
        ...NOBODY,
        kind: 'click',
        key: indexable(item.key),
        ...targets(item.target, origin),
        callback_data: item.callback_data,
        click: item.click,
        text: item.text,
        link: item.link,
        at: time(item.at, origin),
      };
    case 'identity':
      return {
        ...NOBODY,
        kind: 'identity',
        key: indexable(item.key),
        ...targets([], origin),
        business_number: origin.business_number,
        from: { phone: item.from.phone_e164, bsuid: item.from.bsuid },
        to: { phone: item.to.phone_e164, bsuid: item.to.bsuid },
        at: time(item.at, origin),
      };
    case 'account':
      return {
        ...NOBODY,
        kind: 'account',
        key: indexable(item.key),
        ...targets([], origin),
        provider_id,
        event: item.event.slice(0, LONGEST_WORD),
        template: item.template ?? null,
        details: item.details,
        at: time(item.at, origin),
      };
    default:
      return null;
  }
}

/** The longest word and name that an index takes for sure. */
const LONGEST_WORD = 60;
const LONGEST_NAME = 400;

/** A name that no index takes by its hash. */
function indexable(given: string): string {
  return given.length <= LONGEST_NAME ? given : `sha256:${createHash('sha256').update(given).digest('hex')}`;
}

const NOBODY = { addresses: [], identities: [] };

/** Who it is about, and what is known by that. */
function aboutContact(contact: ChatContact, business_number: string | null, origin: ItemOrigin) {
  const { wa_id, phone_e164, bsuid, username, provider_customer_id, name } = contact;
  const external = provider_customer_id && `${origin.kind}:${provider_customer_id}`;
  const address = (kind: string, value: string | null) => (value ? [{ kind, value: indexable(value) }] : []);
  const identity = (kind: string, value: string | null, written = value) =>
    value ? [{ kind, value: indexable(value), written, verified: true }] : [];
  const identities = [
    ...identity('phone', phone_e164, wa_id ?? phone_e164),
    ...identity('whatsapp_user_id', bsuid),
    ...identity('whatsapp_username', username?.replace(/^@/, '').toLowerCase() ?? null, username),
  ];
  return {
    business_number: business_number ?? origin.business_number,
    addresses: [
      ...address('bsuid', bsuid),
      ...(phone_e164 ? address('phone', phone_e164) : address('wa_id', wa_id)),
      ...address('external', external),
    ],
    identities: identities.length > 0 ? identities : identity('external', external ?? (wa_id && `whatsapp:${wa_id}`)),
    name: name ?? '',
    wa_id,
    phone: phone_e164,
    bsuid,
    username,
  };
}

function messageRow(item: ChatMessageItem, origin: ItemOrigin) {
  const { keys, tokens } = named(item.context?.reply_to ?? [], origin);
  const sent_at = item.sent_at && earlier(item.sent_at, origin);
  const file = item.media[0];
  return {
    kind: 'message',
    provider_id: origin.provider_id,
    key: indexable(item.key),
    token: messageToken(item.key),
    direction: item.direction === 'in' ? 'inbound' : 'outbound',
    source: item.direction === 'in' ? 'customer' : 'external_app',
    type: item.type,
    text: item.text,
    preview: messagePreview({ type: item.type, text: item.text, file_name: file?.file_name, is_voice: file?.voice }),
    sent_at,
    at: place(sent_at, origin),
    reply_to_keys: keys,
    reply_to_tokens: tokens,
    context: context(item.context),
    reply: item.reply,
    location: item.location,
    contacts: item.contacts.length > 0 ? item.contacts : null,
    order_details: item.order,
    referral: item.referral,
    unsupported: item.type === 'unsupported' ? { type: item.unsupported?.type ?? null, raw: rawText(origin.raw) } : null,
    flags: item.flags,
    media: item.media.map((one) => mediaRow(one, origin)),
  };
}

/** Milliseconds of a second in which a message has the place of its arrival; what is told later comes after them. */
const PROMPT_MS = 900;
/** So late, half of the rest of the second is used up. */
const LATE_MS = 10_000;

/**
 * Where a message stands among the others, to the microsecond. Most providers tell whole seconds: within that second it came before it was
 * told, and after what we had written by then. Those that are told late keep their order too.
 */
function place(sent_at: string | null, { received_at }: ItemOrigin): string {
  if (sent_at === null) return received_at.toISOString();
  const sent_ms = Date.parse(sent_at);
  const delay = received_at.getTime() - sent_ms;
  if (sent_ms % 1_000 !== 0 || delay <= 0) return new Date(Math.min(sent_ms, received_at.getTime())).toISOString();
  const late = Math.max(0, delay - PROMPT_MS);
  const ms = Math.min(delay, PROMPT_MS) + (999 - PROMPT_MS) * (late / (late + LATE_MS));
  const micros = String(Math.floor(ms * 1_000)).padStart(6, '0');
  return `${new Date(sent_ms).toISOString().slice(0, 19)}.${micros}Z`;
}

/** Of the context what is no name of a message. */
function context(given: ChatMessageItem['context']) {
  const { reply_to: _keys, ...rest } = given ?? { reply_to: [] };
  return Object.keys(rest).length > 0 ? rest : null;
}

function mediaRow({ url, id, mime, file_name, voice, state, reason }: ChatMedia, { media_expires_at }: ItemOrigin) {
  return { url, id, mime, file_name, is_voice: voice ?? false, state, reason, expires_at: media_expires_at.toISOString() };
}

/** Netcore calls its messages `netcore:wamid…` and quotes them as `wamid…`. */
function named(given: string[], { kind }: Pick<ItemOrigin, 'kind'>): { keys: string[]; tokens: string[] } {
  const keys = given.flatMap((key) => (kind === 'netcore' && key.startsWith('wamid.') ? [key, `netcore:${key}`] : [key]));
  return { keys: keys.map(indexable), tokens: [...new Set(given.flatMap((key) => messageToken(key) ?? []))] };
}

function targets(given: string[], origin: ItemOrigin) {
  const { keys, tokens } = named(given, origin);
  return { target_keys: keys, target_tokens: tokens };
}

function time(at: string | null, origin: ItemOrigin): string {
  return at === null ? origin.received_at.toISOString() : earlier(at, origin);
}

/** Nothing happened after it was told. */
function earlier(at: string, { received_at }: ItemOrigin): string {
  return Date.parse(at) > received_at.getTime() ? received_at.toISOString() : at;
}

/** What a failure means; the provider's own words where the code says nothing to us. */
function failureWords({ code, reason, details }: { code: string; reason: string | null; details?: string | null }): string {
  const said = [reason, details].filter((words) => words).join(': ');
  return chatFailure(code).words ?? said;
}

/** The body of what could not be read, as text that Postgres takes. */
function rawText(raw: Buffer | null): string | null {
  return raw && raw.toString('utf8').replaceAll('\0', '\uFFFD').slice(0, 100_000).toWellFormed();
}
