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
  replyOf,
} from '../whatsapp/chatItems.js';
import { accountItem, isAccountEvent, isCloudShape, parseCloud, parseCloudValue, retryable } from '../whatsapp/cloud.parser.js';
import { inner, isWire, list, parsedBody, text, type Wire, wire, word } from '../whatsapp/wireValues.js';

/**
 * What a webhook body of Interakt says: bytes, text or the value itself. Pure, never raises. The receiving business number is not in these
 * bodies, so the address that was called has to say it.
 */
export function parseInterakt(body: unknown, options: ParseOptions): ChatItem[] {
  const value = parsedBody(body);
  if (value === undefined) return [ignored('not_json')];
  if (!isWire(value) && !Array.isArray(value)) return [ignored('unknown_shape')];
  const events = list(value);
  if (events.length === 0 || (isWire(value) && Object.keys(value).length === 0)) return [ignored('probe')];
  return eachItem(events, (event, index) => eventItems(event, index, options));
}

function eventItems(event: Wire, index: number, options: ParseOptions): ChatItem | ChatItem[] {
  if (isCloudShape(event)) return parseCloud(event, options);
  const type = word(event.type)?.toLowerCase().replaceAll(' ', '_') ?? null;
  if (type === null) return ignored(word(event.entityType) === null ? 'unknown_shape' : 'rcs');
  if (type === 'webhook_test') return ignored('test_ping');
  if (type === 'message_received') return received(event, index, options);
  if (type === 'messages') return passedOn(wire(event.data), options);
  const [, word_of_status] = /^message_(?:api|campaign|status)_(\w+)$/.exec(type) ?? [];
  if (word_of_status === 'clicked') return click(event, index, options);
  if (word_of_status) return status(event, word_of_status, index, options);
  if (isAccountEvent(type)) return accountItem(type, wire(event.data), 'interakt', options, event.timestamp);
  return ignored(`type:${type}`);
}

/** Some accounts get WhatsApp's own words under `data`. */
function passedOn(data: Wire, options: ParseOptions): ChatItem[] {
  return isCloudShape(data) ? parseCloud(data, options) : parseCloudValue('messages', wire(data.value ?? data), options);
}

function customerOf(data: Wire): ChatContact {
  const customer = wire(data.customer);
  const national = word(customer.phone_number);
  const country = word(customer.country_code);
  return contactOf({
    wa_id: word(customer.channel_phone_number) ?? (national && country && `${country}${national}`),
    provider_customer_id: word(customer.id),
    name: text(wire(customer.traits).name),
  });
}

function ownKey(id: string | null): string | null {
  return id && `interakt:${id}`;
}

/** An id in a quote may be WhatsApp's own. */
function quotedKey(id: string | null): string[] {
  return id === null ? [] : [/^wamid\./.test(id) ? id : `interakt:${id}`];
}

const TYPES = new Map<string | undefined, ChatMessageType | 'reaction'>([
  ['text', 'text'],
  ['image', 'image'],
  ['video', 'video'],
  ['audio', 'audio'],
  ['voice', 'audio'],
  ['document', 'document'],
  ['file', 'document'],
  ['sticker', 'sticker'],
  ['location', 'location'],
  ['contacts', 'contacts'],
  ['contact', 'contacts'],
  ['interactive', 'interactive'],
  ['interactivebuttonreply', 'interactive'],
  ['interactivelistreply', 'interactive'],
  ['button', 'interactive'],
  ['order', 'order'],
  ['template', 'template'],
  ['reaction', 'reaction'],
]);

function received(event: Wire, index: number, options: ParseOptions): ChatItem {
  const data = wire(event.data);
  const message = wire(data.message);
  const key = ownKey(word(message.id));
  if (key === null) return parked(index, 'no_message_id', event);
  const sender = word(message.chat_message_type);
  if (sender !== null && sender !== 'CustomerMessage') return ignored(`chat_message_type:${sender}`);
  const contact = customerOf(data);
  if (isNobody(contact)) return parked(index, 'no_sender', event);
  const written = word(message.message_content_type);
  const type = TYPES.get(written?.toLowerCase().replace(/[ _-]/g, '')) ?? null;
  const time = message.received_at_utc ?? event.timestamp;
  if (type === 'reaction') {
    const reaction = isWire(message.reaction) ? message.reaction : wire(inner(message.message));
    const target = quotedKey(word(reaction.message_id));
    if (target.length > 0) {
      const at = eventTime(time, options);
      return { kind: 'reaction', key, target, emoji: text(reaction.emoji), direction: 'in', contact, business_number: null, at };
    }
  }
  return messageItem(
    {
      ...{ key, contact, time, context: contextOf(message) },
      referral: isWire(message.referral) ? message.referral : null,
      ...(contentOf(event, message, type) ?? { type: 'unsupported' as const, unsupported: { type: written } }),
    },
    options,
  );
}

type Content = Pick<ChatMessageItem, 'type'> & Partial<ChatMessageItem>;

/** Null: we do not know the type, or what it promises is not there. */
function contentOf(event: Wire, message: Wire, type: ChatMessageType | 'reaction' | null): Content | null {
  switch (type) {
    case 'text':
      // A customer may paste JSON: a text stays one.
      return { type, text: text(message.message) };
    case 'image':
    case 'video':
    case 'audio':
    case 'document':
    case 'sticker':
      return { type, text: caption(message), media: [mediaOf({ ...wire(message.media), ...message, id: wire(message.media).id })] };
    case 'template':
      return { type };
    case 'interactive': {
      const answer = answerOf(message);
      return answer && { type, ...answer };
    }
    case 'location': {
      const places = [message.location, inner(message.message), message, event].map(wire).map(locationOf);
      const location = places.find((place) => place !== null);
      return location ? { type, location, text: location.name ?? location.address } : null;
    }
    case 'contacts': {
      const written = message.contacts ?? inner(message.message);
      const contacts = contactCards(isWire(written) && 'contacts' in written ? written.contacts : written);
      return contacts.length > 0 ? { type, contacts, text: cardNames(contacts) } : null;
    }
    case 'order': {
      const source = isWire(message.order) ? message.order : wire(inner(message.message));
      const { order, is_whole } = orderOf(isWire(source.order) ? source.order : source);
      if (order.items.length === 0) return null;
      return { type, order, text: text(source.text), flags: is_whole ? [] : ['order_incomplete'] };
    }
    default:
      return null;
  }
}

function caption(message: Wire): string | null {
  return inner(message.message) === null ? (text(message.message) ?? text(message.caption)) : text(message.caption);
}

/** The answer to buttons or a list has been found in five places. */
function answerOf(message: Wire): Pick<ChatMessageItem, 'reply' | 'text'> | null {
  for (const source of [message.interactive, inner(message.message)]) {
    const answer = replyOf(wire(source));
    if (answer) return answer;
  }
  const payload = wire(wire(wire(message.meta_data).button_payload).payload);
  const plain = inner(message.message) === null ? text(message.message) : null;
  const title = plain ?? text(payload.text) ?? text(message.button_text) ?? text(message.text);
  return title === null ? null : { reply: { kind: 'button', id: word(payload.payload) ?? word(payload.id), title }, text: title };
}

function contextOf(message: Wire): ChatMessageItem['context'] {
  const context = wire(message.context);
  const reply_to = quotedKey(word(context.id) ?? word(context.message_id));
  const is_forwarded = context.forwarded === true || context.frequently_forwarded === true;
  if (reply_to.length === 0 && !is_forwarded) return null;
  return {
    reply_to,
    ...(is_forwarded && { forwarded: true }),
    ...(context.frequently_forwarded === true && { frequently_forwarded: true }),
  };
}

const STATUS_WORDS = new Map([
  ['seen', 'read'],
  ['enqueued', 'queued'],
]);

function status(event: Wire, said: string, index: number, options: ParseOptions): ChatItem {
  const data = wire(event.data);
  const message = wire(data.message);
  const meta = wire(message.meta_data);
  const callback_data = word(wire(meta.source_data).callback_data);
  const key = ownKey(word(message.id) ?? (callback_data && `callback:${callback_data}`));
  if (key === null) return parked(index, 'no_message_id', event);
  const plain = said === 'update' ? (word(message.message_status)?.toLowerCase() ?? said) : said;
  const state = STATUS_WORDS.get(plain) ?? plain;
  const own_time = state === 'delivered' ? message.delivered_at_utc : state === 'read' ? message.seen_at_utc : message.received_at_utc;
  const contact = customerOf(data);
  const code = word(message.channel_error_code) ?? 'unknown';
  return {
    kind: 'status',
    key,
    callback_data,
    status: state,
    at: eventTime(own_time, options) ?? eventTime(event.timestamp, options),
    error: state === 'failed' ? { code, reason: text(message.channel_failure_reason), ...retryable(code) } : null,
    other_keys: [],
    contact: isNobody(contact) ? null : contact,
    ...(isWire(meta.message_cost) && { cost: meta.message_cost }),
  };
}

function click(event: Wire, index: number, options: ParseOptions): ChatItem {
  const data = wire(event.data);
  const message = wire(data.message);
  const meta = wire(message.meta_data);
  const pressed = [data.event, event.event].find(isWire) ?? meta;
  const callback_data = word(pressed.callbackData) ?? word(wire(meta.source_data).callback_data);
  const target = ownKey(word(message.id));
  if (target === null && callback_data === null) return parked(index, 'no_message_id', event);
  return {
    kind: 'click',
    key: ['interakt', word(message.id) ?? callback_data, 'clicked', word(pressed.click_timestamp) ?? ''].join(':'),
    target: target === null ? [] : [target],
    callback_data,
    click: word(pressed.click_type)?.toUpperCase() === 'QR' ? 'quick_reply' : 'link',
    text: text(pressed.button_text) ?? text(wire(wire(pressed.button_payload).payload).text),
    link: word(pressed.button_link),
    at: eventTime(pressed.click_timestamp, options) ?? eventTime(event.timestamp, options),
  };
}
