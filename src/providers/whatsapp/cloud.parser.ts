import type { ChatChangeItem, ChatContact, ChatItem, ChatMessageItem, ChatStatusItem } from '../ports/parsedChat.js';
import { chatFailure } from './failureCodes.js';
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
} from './chatItems.js';
import { isWire, list, only, phoneOf, text, type Wire, wire, word } from './wireValues.js';

/** Bodies in the shape of WhatsApp's Cloud API, which both providers pass on for some accounts. Pure, never raises. */

export function isCloudShape(body: Wire): boolean {
  return body.object === 'whatsapp_business_account' || (Array.isArray(body.entry) && body.entry.some(hasChanges));
}

export function parseCloud(body: Wire, options: ParseOptions): ChatItem[] {
  if (!Array.isArray(body.entry) || body.entry.length === 0) return [ignored('no_entries')];
  return eachItem(body.entry, (entry, index) =>
    Array.isArray(entry.changes) && entry.changes.length > 0
      ? eachItem(entry.changes, ({ field, value }, place) =>
          isWire(value) ? parseCloudValue(word(field) ?? 'messages', value, options) : parked(place, 'no_value', { field, value }),
        )
      : parked(index, 'no_changes', entry),
  );
}

/** One change: what stands under `value`. */
export function parseCloudValue(field: string, value: Wire, options: ParseOptions): ChatItem[] {
  const items = itemsOf(field, value, options);
  return items.length > 0 ? items : [ignored('empty_change')];
}

function itemsOf(field: string, value: Wire, options: ParseOptions): ChatItem[] {
  const about: About = { value, business_number: phoneOf(word(wire(value.metadata).display_phone_number)), options };
  switch (field) {
    case 'messages':
      return [
        ...eachItem(list(value.messages), (message, index) => customerMessage(message, index, about)),
        ...eachItem(list(value.statuses), (status, index) => statusItem(status, index, about)),
        ...eachItem(list(value.errors), (error) => accountItem('errors', error, 'cloud', options)),
      ];
    case 'smb_message_echoes':
    case 'message_echoes':
      return eachItem(list(value.message_echoes), (message, index) => echo(message, index, about));
    case 'calls':
      return eachItem(list(value.calls), (call, index) => callItem(call, index, about));
    case 'user_id_update':
      return eachItem(list(value.user_id_update), (update, index) => userIdUpdate(update, index, options));
    default:
      // Kept for what shows templates and the state of the number; a chat does not change by it.
      return [...(isAccountEvent(field) ? [accountItem(field, value, 'cloud', options)] : []), ignored(`field:${field}`)];
  }
}

interface About {
  value: Wire;
  business_number: string | null;
  options: ParseOptions;
}

function hasChanges(entry: unknown): boolean {
  return isWire(entry) && Array.isArray(entry.changes);
}

/** What stands beside the messages about this person; the only one listed when none is named. */
function personOf(value: Wire, wa_id: string | null, bsuid: string | null): ChatContact {
  const people = list(value.contacts).filter(isWire);
  const known =
    people.find((one) => (wa_id !== null && word(one.wa_id) === wa_id) || (bsuid !== null && word(one.user_id) === bsuid)) ??
    (wa_id === null && bsuid === null && people.length === 1 ? people[0]! : {});
  const profile = wire(known.profile);
  return contactOf({
    wa_id: wa_id ?? word(known.wa_id),
    bsuid: bsuid ?? word(known.user_id),
    username: word(profile.username) ?? word(known.username),
    name: text(profile.name),
  });
}

function customerMessage(message: Wire, index: number, about: About): ChatItem {
  const contact = personOf(about.value, word(message.from), word(message.from_user_id));
  return anyMessage(message, index, about, contact, 'in');
}

/** Typed on the business's own phone, or in the provider's inbox. */
function echo(message: Wire, index: number, about: About): ChatItem {
  const contact = personOf(about.value, word(message.to), word(message.to_user_id));
  return anyMessage(message, index, { ...about, business_number: about.business_number ?? phoneOf(word(message.from)) }, contact, 'out');
}

function anyMessage(message: Wire, index: number, about: About, contact: ChatContact, direction: 'in' | 'out'): ChatItem {
  const key = word(message.id);
  if (key === null) return parked(index, 'no_message_id', message);
  if (isNobody(contact)) return parked(index, 'no_sender', message);
  const { options, business_number } = about;
  const type = word(message.type)?.toLowerCase() ?? null;
  if (type === 'reaction') {
    const { message_id, emoji } = wire(message.reaction);
    const target = word(message_id);
    if (target === null) return parked(index, 'no_target', message);
    const at = eventTime(message.timestamp, options);
    return { kind: 'reaction', key, target: [target], emoji: text(emoji), direction, contact, business_number, at };
  }
  if (type === 'edit' || type === 'revoke') return changeItem(message, index, key, type, options);
  if (type === 'request_welcome') return ignored('request_welcome');
  if (type === 'system') {
    const identity = identityItem(message, key, contact, options);
    if (identity) return identity;
  }
  const known = {
    ...{ key, contact, business_number, direction, time: message.timestamp },
    source: direction === 'in' ? ('customer' as const) : ('external_app' as const),
    context: contextOf(message.context),
    referral: isWire(message.referral) ? message.referral : null,
  };
  return messageItem({ ...known, ...contentOf(message, type) }, options);
}

type Content = Pick<ChatMessageItem, 'type'> & Partial<ChatMessageItem>;

const MEDIA = new Map<string | null, 'image' | 'video' | 'audio' | 'document' | 'sticker'>([
  ['image', 'image'],
  ['video', 'video'],
  ['audio', 'audio'],
  ['voice', 'audio'],
  ['document', 'document'],
  ['sticker', 'sticker'],
]);

function contentOf(message: Wire, type: string | null): Content {
  const error = word(only(message.errors).code);
  const source = wire(type === null ? undefined : message[type]);
  const file_kind = MEDIA.get(type);
  if (file_kind) return { type: file_kind, text: text(source.caption), media: [mediaOf(source, error)] };
  switch (type) {
    case 'text':
      return { type, text: text(source.body) };
    case 'location': {
      const location = locationOf(source);
      return location ? { type, location, text: location.name ?? location.address } : unsupported(type);
    }
    case 'contacts': {
      const contacts = contactCards(message.contacts);
      return { type, contacts, text: cardNames(contacts) };
    }
    case 'interactive':
    case 'button': {
      const answer = type === 'button' ? quickReply(source) : replyOf(source);
      // An echo of buttons that we offered has no answer in it.
      if (!answer) return isWire(source.body) ? { type: 'interactive', text: text(source.body.text) } : unsupported(type);
      return { type: 'interactive', ...answer };
    }
    case 'order': {
      const { order, is_whole } = orderOf(source);
      return { type, order, text: text(source.text), flags: is_whole ? [] : ['order_incomplete'] };
    }
    case 'system':
      return { type, text: text(source.body) };
    case 'template':
      return { type };
    default:
      return unsupported(word(wire(message.unsupported).type) ?? type);
  }
}

function unsupported(type: string | null): Content {
  return { type: 'unsupported', unsupported: { type } };
}

function contextOf(value: unknown): ChatMessageItem['context'] {
  if (!isWire(value)) return null;
  const target = word(value.id);
  const product = wire(value.referred_product);
  const sku = word(product.product_retailer_id);
  const is_forwarded = value.forwarded === true || value.frequently_forwarded === true;
  if (target === null && sku === null && !is_forwarded) return null;
  return {
    reply_to: target === null ? [] : [target],
    ...(is_forwarded && { forwarded: true }),
    ...(value.frequently_forwarded === true && { frequently_forwarded: true }),
    ...(sku !== null && { product: { catalog_id: word(product.catalog_id), sku } }),
  };
}

function changeItem(message: Wire, index: number, key: string, type: 'edit' | 'revoke', options: ParseOptions): ChatItem {
  const source = wire(message[type]);
  const target = word(source.original_message_id);
  if (target === null) return parked(index, 'no_target', message);
  const edited = wire(source.message);
  const body = wire(edited[word(edited.type) ?? 'text']);
  const change: ChatChangeItem['change'] = type === 'edit' ? 'edit' : 'delete';
  const words = type === 'edit' ? (text(body.body) ?? text(body.caption)) : null;
  return { kind: 'change', key, change, target, text: words, at: eventTime(message.timestamp, options) };
}

function identityItem(message: Wire, key: string, from: ChatContact, options: ParseOptions): ChatItem | null {
  const system = wire(message.system);
  const user = wire(system.user_id);
  const to = contactOf({
    wa_id: word(system.wa_id) ?? word(system.new_wa_id),
    bsuid: word(system.user_id) ?? word(user.current),
  });
  const is_same = (to.wa_id === null || to.wa_id === from.wa_id) && (to.bsuid === null || to.bsuid === from.bsuid);
  if (is_same) return null;
  const former = word(user.previous);
  return { kind: 'identity', key, from: former ? { ...from, bsuid: former } : from, to, at: eventTime(message.timestamp, options) };
}

/** WhatsApp gave the same person another user id. */
function userIdUpdate(update: Wire, index: number, options: ParseOptions): ChatItem {
  const { previous, current } = wire(update.user_id);
  const [former, now] = [word(previous), word(current)];
  const wa_id = word(update.wa_id);
  if (now === null || (former === null && wa_id === null)) return parked(index, 'no_user_id', update);
  const key = `user_id_update:${former ?? wa_id}:${now}`;
  const at = eventTime(update.timestamp, options);
  return { kind: 'identity', key, from: contactOf({ wa_id, bsuid: former }), to: contactOf({ wa_id, bsuid: now }), at };
}

function callItem(call: Wire, index: number, { value, business_number, options }: About): ChatItem {
  const id = word(call.id);
  if (id === null) return parked(index, 'no_call_id', call);
  const direction = word(call.direction)?.toUpperCase() === 'BUSINESS_INITIATED' ? 'out' : 'in';
  const [wa_id, bsuid] = direction === 'in' ? [call.from, call.from_user_id] : [call.to, call.to_user_id];
  const contact = personOf(value, word(wa_id), word(bsuid));
  const event = word(call.event)?.toLowerCase() ?? 'unknown';
  const at = eventTime(call.timestamp, options);
  return { kind: 'call', key: `${id}:${event}`, event, direction, contact, business_number, at };
}

function statusItem(status: Wire, index: number, { value, options }: About): ChatItem {
  const key = word(status.id);
  const state = word(status.status)?.toLowerCase();
  if (key === null) return parked(index, 'no_message_id', status);
  if (!state) return parked(index, 'no_status', status);
  const contact = personOf(value, word(status.recipient_id), word(status.recipient_user_id));
  const cost = isWire(status.pricing) ? status.pricing : null;
  return {
    kind: 'status',
    key,
    callback_data: word(status.biz_opaque_callback_data),
    status: state,
    at: eventTime(status.timestamp, options),
    error: state === 'failed' || list(status.errors).length > 0 ? errorOf(only(status.errors)) : null,
    other_keys: [],
    contact: isNobody(contact) ? null : contact,
    ...(cost && { cost }),
  };
}

function errorOf(error: Wire): ChatStatusItem['error'] {
  const code = word(error.code) ?? 'unknown';
  const details = text(wire(error.error_data).details);
  return { code, reason: text(error.title) ?? text(error.message), ...(details !== null && { details }), ...retryable(code) };
}

export function retryable(code: string): { retryable: boolean } {
  return { retryable: chatFailure(code).retryable };
}

const ACCOUNT_EVENTS = new Set([
  'message_template_status_update',
  'message_template_quality_update',
  'template_category_update',
  'template_performance_metrics',
  'account_alerts',
  'account_update',
  'account_review_update',
  'business_capability_update',
  'phone_number_quality_update',
]);

export function isAccountEvent(event: string): boolean {
  return ACCOUNT_EVENTS.has(event);
}

/** About the account, not about a conversation. Such an event has no id: two with the same words at the same time are one. */
export function accountItem(
  event: string,
  value: Wire,
  provider: string,
  options: ParseOptions,
  time: unknown = value.timestamp,
): ChatItem {
  const name = word(value.message_template_name) ?? word(value.template_name);
  const language = word(value.message_template_language) ?? word(value.language);
  const status = word(value.event)?.toLowerCase() ?? null;
  const at = eventTime(time, options);
  return {
    kind: 'account',
    key: [provider, event, name ?? word(value.code) ?? '', language ?? '', status ?? '', at ?? ''].join(':'),
    event,
    template: name !== null && status !== null ? { name, language, status, reason: text(value.reason) } : null,
    details: value,
    at,
  };
}
