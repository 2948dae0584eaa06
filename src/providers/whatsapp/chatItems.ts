import type { ChatContact, ChatItem, ChatMedia, ChatMessageItem } from '../ports/parsedChat.js';
import { decimal, inner, instant, isWire, list, phoneOf, text, type Wire, wire, word } from './wireValues.js';

/** The pieces of which the parsers of all providers make their items. */

export interface ParseOptions {
  /** When the body came, ISO: the time of a message that has none, and the latest that one may claim. */
  received_at: string;
}

/** What a sender's clock may be ahead. */
const AHEAD_MS = 5 * 60_000;

/** An item for each entry; one that cannot be read is parked alone. */
export function eachItem(entries: readonly unknown[], read: (entry: Wire, index: number) => ChatItem | ChatItem[]): ChatItem[] {
  return entries.flatMap((entry, index) => {
    if (!isWire(entry)) return parked(index, 'not_an_object', entry);
    try {
      return read(entry, index);
    } catch {
      return parked(index, 'unreadable', entry);
    }
  });
}

export function parked(index: number, reason: string, raw: unknown): ChatItem {
  return { kind: 'parked', index, reason, raw };
}

export function ignored(reason: string): ChatItem {
  return { kind: 'ignored', reason };
}

export function contactOf(known: {
  wa_id?: string | null;
  bsuid?: string | null;
  username?: string | null;
  provider_customer_id?: string | null;
  name?: string | null;
}): ChatContact {
  const { wa_id = null, bsuid = null, username = null, provider_customer_id = null, name = null } = known;
  const digits = wa_id?.replace(/\D/g, '') || null;
  return { wa_id: digits, phone_e164: phoneOf(digits), bsuid, username, provider_customer_id, name };
}

/** Nobody can be found again by these. */
export function isNobody({ wa_id, bsuid, provider_customer_id }: ChatContact): boolean {
  return wa_id === null && bsuid === null && provider_customer_id === null;
}

/** A message with nothing in it but what is given. */
export function messageItem(
  known: Pick<ChatMessageItem, 'key' | 'contact' | 'type'> & Partial<ChatMessageItem> & { time: unknown; zone?: string },
  { received_at }: ParseOptions,
): ChatMessageItem {
  const { time, zone, flags = [], ...rest } = known;
  const said = instant(time, zone);
  const is_ahead = said !== null && Date.parse(said) > Date.parse(received_at) + AHEAD_MS;
  return {
    kind: 'message',
    direction: 'in',
    source: 'customer',
    business_number: null,
    text: null,
    media: [],
    location: null,
    contacts: [],
    reply: null,
    order: null,
    referral: null,
    context: null,
    unsupported: null,
    ...rest,
    sent_at: said === null || is_ahead ? instant(received_at) : said,
    flags: [
      ...flags,
      ...(rest.contact.phone_e164 === null ? ['no_phone'] : []),
      // A window that opens in the future would stay open for too long.
      ...(said === null || is_ahead ? ['time_from_arrival'] : []),
    ],
  };
}

/** The time of something that is no message: null where it is missing or lies ahead, and the arrival counts. */
export function eventTime(value: unknown, { received_at }: ParseOptions, zone?: string): string | null {
  const at = instant(value, zone);
  return at !== null && Date.parse(at) > Date.parse(received_at) + AHEAD_MS ? null : at;
}

/** A file by address or id. `error` is why the provider itself does not have it. */
export function mediaOf(source: Wire, error: string | null = null): ChatMedia {
  const url = [source.url, source.media_url, source.mediaUrl, source.link].map(webAddress).find((found) => found !== null) ?? null;
  const id = word(source.id);
  const nothing = url === null && id === null;
  return {
    url,
    id,
    mime: word(source.mime_type) ?? word(source.mime),
    sha256: word(source.sha256),
    file_name: fileName(source.filename) ?? fileName(source.file_name) ?? fileName(source.fileName) ?? nameIn(url),
    ...(typeof source.voice === 'boolean' && { voice: source.voice }),
    state: nothing || error !== null ? 'missing' : 'wanted',
    reason: error ?? (nothing ? 'no_media_reference' : null),
  };
}

function webAddress(value: unknown): string | null {
  const address = word(value);
  return address !== null && /^https?:\/\//i.test(address) && URL.canParse(address) ? address : null;
}

/** The last part of a path, whatever else a sender wrote there. */
function fileName(value: unknown): string | null {
  return word(value)?.split(/[\\/]/).at(-1)?.trim().slice(0, 255).toWellFormed() || null;
}

function nameIn(url: string | null): string | null {
  if (url === null) return null;
  const last = new URL(url).pathname.split('/').at(-1)!;
  try {
    return fileName(storableName(decodeURIComponent(last)));
  } catch {
    return fileName(last);
  }
}

function storableName(name: string): string {
  return name.replaceAll('\0', '\uFFFD');
}

type Location = NonNullable<ChatMessageItem['location']>;

export function locationOf(source: Wire): Location | null {
  const lat = decimal(source.latitude);
  const lng = decimal(source.longitude);
  if (lat === null || lng === null || Math.abs(lat) > 90 || Math.abs(lng) > 180) return null;
  return { lat, lng, name: text(source.name), address: text(source.address) };
}

/** Cards of people. Several cards are one message. */
export function contactCards(value: unknown): ChatMessageItem['contacts'] {
  return list(value)
    .filter(isWire)
    .map(({ name, phones }) => {
      const { formatted_name, first_name, last_name } = wire(name);
      const given = [first_name, last_name].map(word).filter((part) => part !== null);
      return {
        name: text(formatted_name) ?? (given.join(' ') || text(name)),
        phones: list(phones).flatMap((phone) => {
          const written = isWire(phone) ? (word(phone.wa_id) ?? word(phone.phone)) : word(phone);
          return written === null ? [] : [phoneOf(written) ?? written];
        }),
      };
    });
}

export function cardNames(cards: ChatMessageItem['contacts']): string | null {
  return (
    cards
      .flatMap(({ name }) => name ?? [])
      .join(', ')
      .trim() || null
  );
}

type Reply = NonNullable<ChatMessageItem['reply']>;

/** The answer to buttons, a list or a flow, and what of it is shown. */
export function replyOf(source: Wire): { reply: Reply; text: string | null } | null {
  for (const kind of ['button', 'list'] as const) {
    const answer = source[`${kind}_reply`];
    if (!isWire(answer)) continue;
    const reply: Reply = { kind, id: word(answer.id), title: text(answer.title) };
    if (reply.id !== null || reply.title !== null) return { reply, text: reply.title };
  }
  const { nfm_reply } = source;
  if (!isWire(nfm_reply)) return null;
  const { flow_token, ...answers } = wire(inner(nfm_reply.response_json));
  return { reply: { kind: 'flow', id: word(flow_token), title: text(nfm_reply.name), answers }, text: text(nfm_reply.body) };
}

/** A press on a quick reply of a template, which comes as a message. */
export function quickReply(source: Wire): { reply: Reply; text: string | null } | null {
  const title = text(source.text);
  const id = word(source.payload);
  return title === null && id === null ? null : { reply: { kind: 'button', id, title }, text: title };
}

type Order = NonNullable<ChatMessageItem['order']>;

/** Money in minor units of its currency. `is_whole` is false where a number could not be read and counts as nothing. */
export function orderOf(source: Wire): { order: Order; is_whole: boolean } {
  let is_whole = true;
  const number = (value: unknown) => {
    const read = decimal(value);
    is_whole &&= read !== null && read >= 0;
    return read !== null && read >= 0 ? read : 0;
  };
  const items = list(source.product_items).map((item) => {
    const { product_retailer_id, quantity, item_price, currency } = wire(item);
    const code = word(currency)?.toUpperCase() ?? '';
    return {
      sku: word(product_retailer_id) ?? '',
      quantity: Math.trunc(number(quantity)),
      price_minor: minorUnits(number(item_price), code),
      currency: code,
    };
  });
  const total_minor = items.reduce((sum, item) => sum + item.quantity * item.price_minor, 0);
  return { order: { catalog_id: word(source.catalog_id), items, total_minor, currency: items[0]?.currency ?? '' }, is_whole };
}

function minorUnits(amount: number, currency: string): number {
  let digits = 2;
  try {
    digits = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? digits;
  } catch {
    // No currency that anybody knows.
  }
  // Shifting the written number: times a hundred, 1.005 would be 100.49.
  const shifted = Math.round(Number(`${amount}e${digits}`));
  return Number.isSafeInteger(shifted) ? shifted : Math.round(amount * 10 ** digits);
}
