import type { ChatContact, ChatItem, ChatMessageItem, ChatMessageType } from '../ports/parsedChat.js';
import {
  cardNames,
  contactCards,
  contactOf,
  eachItem,
  eventTime,
  ignored,
  isNobody,
  locationOf,
  mediaOf,
  messageItem,
  orderOf,
  parked,
  type ParseOptions,
  quickReply,
  replyOf,
} from '../whatsapp/chatItems.js';
import { isCloudShape, parseCloud, retryable } from '../whatsapp/cloud.parser.js';
import { isWire, list, only, parsedBody, phoneOf, text, type Wire, wire, word } from '../whatsapp/wireValues.js';

/** Netcore writes dates without saying so in Indian time; epoch seconds are met too. */
const ZONE = '+05:30';

/** What a webhook body of Netcore says: bytes, text or the value itself. Pure, never raises. */
export function parseNetcore(body: unknown, options: ParseOptions): ChatItem[] {
  const value = parsedBody(body);
  if (value === undefined) return [ignored('not_json')];
  if (!isWire(value) && !Array.isArray(value)) return [ignored('unknown_shape')];
  const parts = list(value);
  if (parts.length === 0 || (isWire(value) && Object.keys(value).length === 0)) return [ignored('probe')];
  return eachItem(parts, (part) => {
    if (isCloudShape(part)) return parseCloud(part, options);
    if (part.incoming_message === undefined && part.delivery_status === undefined) return ignored('unknown_shape');
    const items = [
      ...eachItem(list(part.incoming_message), (message, index) => incoming(message, index, options)),
      ...eachItem(list(part.delivery_status), (event, index) => status(event, index, options)),
    ];
    return items.length > 0 ? items : ignored('probe');
  });
}

const TYPES = new Map<string | undefined, ChatMessageType | 'reaction'>([
  ['text', 'text'],
  ['image', 'image'],
  ['video', 'video'],
  ['audio', 'audio'],
  ['voice', 'audio'],
  ['document', 'document'],
  ['sticker', 'sticker'],
  ['location', 'location'],
  ['contacts', 'contacts'],
  ['interactive', 'interactive'],
  ['button', 'interactive'],
  ['order', 'order'],
  ['template', 'template'],
  ['reaction', 'reaction'],
]);

function incoming(message: Wire, index: number, options: ParseOptions): ChatItem {
  const id = word(message.message_id);
  if (id === null) return parked(index, 'no_message_id', message);
  const contact = contactOf({ wa_id: word(message.from), bsuid: word(message.from_user_id), name: text(message.from_name) });
  if (isNobody(contact)) return parked(index, 'no_sender', message);
  const key = `netcore:${id}`;
  const business_number = phoneOf(word(message.to));
  const named = word(message.message_type)?.toLowerCase() ?? typeByObject(message);
  const type = TYPES.get(named ?? undefined) ?? null;
  const source = named === null ? {} : only(message[`${named}_type`]);
  if (type === 'reaction') {
    const target = quotedKeys(message.context);
    if (target.length === 0) return parked(index, 'no_target', message);
    const at = eventTime(message.received_at, options, ZONE);
    return { kind: 'reaction', key, target, emoji: text(source.emoji), direction: 'in', contact, business_number, at };
  }
  return messageItem(
    {
      ...{ key, contact, business_number, time: message.received_at, zone: ZONE, context: contextOf(message.context) },
      referral: isWire(message.referral) ? message.referral : null,
      ...(contentOf(type, named, source, message) ?? { type: 'unsupported' as const, unsupported: { type: word(message.message_type) } }),
    },
    options,
  );
}

/** A body without `message_type` was seen; the name of its object tells as much. */
function typeByObject(message: Wire): string | null {
  return [...TYPES.keys()].find((type) => message[`${type}_type`] !== undefined) ?? null;
}

type Content = Pick<ChatMessageItem, 'type'> & Partial<ChatMessageItem>;

function contentOf(type: ChatMessageType | 'reaction' | null, named: string | null, source: Wire, message: Wire): Content | null {
  switch (type) {
    case 'text':
      return { type, text: text(source.text) };
    case 'image':
    case 'video':
    case 'audio':
    case 'document':
    case 'sticker':
      return { type, text: text(source.caption), media: [{ ...mediaOf(source), ...(named === 'voice' && { voice: true }) }] };
    case 'location': {
      const location = locationOf(source);
      return location && { type, location, text: location.name ?? location.address };
    }
    case 'contacts': {
      const cards = message.contacts_type;
      const contacts = contactCards(isWire(cards) && 'contacts' in cards ? cards.contacts : cards);
      return contacts.length > 0 ? { type, contacts, text: cardNames(contacts) } : null;
    }
    case 'interactive': {
      const answer = named === 'button' ? quickReply(source) : replyOf(source);
      return answer && { type, ...answer };
    }
    case 'order': {
      const { order, is_whole } = orderOf(source);
      return order.items.length > 0 ? { type, order, text: text(source.text), flags: is_whole ? [] : ['order_incomplete'] } : null;
    }
    case 'template':
      return { type };
    default:
      return null;
  }
}

/** Netcore's own id of the quoted message, and WhatsApp's. */
function quotedKeys(value: unknown): string[] {
  const { ncmessage_id, message_id } = wire(value);
  const own = word(ncmessage_id);
  return [own && `netcore:${own}`, word(message_id)].filter((key) => key !== null);
}

function contextOf(value: unknown): ChatMessageItem['context'] {
  const context = wire(value);
  const reply_to = quotedKeys(value);
  const is_forwarded = context.forwarded === true || context.frequently_forwarded === true;
  if (reply_to.length === 0 && !is_forwarded) return null;
  return {
    reply_to,
    ...(is_forwarded && { forwarded: true }),
    ...(context.frequently_forwarded === true && { frequently_forwarded: true }),
  };
}

function status(event: Wire, index: number, options: ParseOptions): ChatItem {
  const own = word(event.ncmessage_id);
  const whatsapp = word(event.message_id);
  const callback_data = word(event['x-apiheader']);
  const key = own === null ? (whatsapp ?? (callback_data && `netcore:callback:${callback_data}`)) : `netcore:${own}`;
  const state = word(event.status)?.toLowerCase();
  if (!key) return parked(index, 'no_message_id', event);
  if (!state) return parked(index, 'no_status', event);
  const remark = text(event.status_remark);
  const code = word(event.error_code) ?? /^\s*(\d{2,6})\b/.exec(remark ?? '')?.[1] ?? 'unknown';
  const contact: ChatContact = contactOf({ wa_id: word(event.recipient), bsuid: word(event.recipient_user_id) });
  return {
    kind: 'status',
    key,
    callback_data,
    status: state,
    at: eventTime(event.received_at, options, ZONE),
    error: state === 'failed' ? { code, reason: remark, ...retryable(code) } : null,
    other_keys: own !== null && whatsapp !== null ? [whatsapp] : [],
    contact: isNobody(contact) ? null : contact,
  };
}
