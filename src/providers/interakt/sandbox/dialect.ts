import type { Dialect, StatusEvent, Written } from '../../whatsapp/sandbox/dialect.js';
import { bodySignature } from '../../whatsapp/webhookProof.js';

const CONTENT_TYPES: Partial<Record<Written['order']['type'], string>> = {
  text: 'Text',
  image: 'Image',
  document: 'Document',
  audio: 'Audio',
  voice: 'Voice',
  video: 'Video',
  sticker: 'Sticker',
  location: 'Location',
  contacts: 'Contacts',
  button_reply: 'Interactive',
  list_reply: 'Interactive',
  quick_reply: 'Interactive',
  reaction: 'Reaction',
  unknown: 'Poll',
};

const CONTENT_OF_SENDS: Record<string, string> = {
  InteractiveButton: 'Interactive',
  InteractiveList: 'Interactive',
};

/** How Interakt's webhooks look. */
export const INTERAKT_DIALECT: Dialect = {
  provider: 'interakt',
  window_code: '131047',
  // Who integrated it says that a lost event does not come again.
  retries: [],
  patience_ms: 3_000,
  gives_up: { failures: 5, within_ms: 10 * 60_000 },

  incoming(written) {
    const { id, at, contact, media, order } = written;
    const message = {
      ...{ id, chat_message_type: 'CustomerMessage', channel_failure_reason: null, message_status: 'Sent' },
      ...{ received_at_utc: stamp(at), delivered_at_utc: null, seen_at_utc: null, campaign_id: null },
      ...{ is_template_message: false, raw_template: null, channel_error_code: null },
      message_content_type: CONTENT_TYPES[order.type],
      media_url: order.variant === 'media_object' ? null : (media?.url ?? null),
      ...(order.variant === 'media_object' && media && { media: { url: media.url, mime_type: media.mime, filename: media.file_name } }),
      message: order.text ?? null,
      meta_data: {},
      ...(written.target && order.type !== 'reaction' && { context: { id: written.target.id } }),
      ...placed(written),
    };
    return event('message_received', at, contact, message);
  },

  status({ bubble, contact, status, at, error }) {
    const past = (reached: StatusEvent['status'][]) => (reached.includes(status) ? stamp(at) : null);
    const message = {
      ...{ id: bubble.id, chat_message_type: 'PublicApiMessage' },
      message_status: `${status.slice(0, 1).toUpperCase()}${status.slice(1)}`,
      ...{ received_at_utc: stamp(new Date(bubble.at)), delivered_at_utc: past(['delivered', 'read']), seen_at_utc: past(['read']) },
      ...{ channel_failure_reason: error?.reason ?? null, channel_error_code: error?.code ?? null },
      is_template_message: bubble.template !== null,
      raw_template: bubble.template === null ? null : JSON.stringify({ name: bubble.template }),
      message_content_type: CONTENT_OF_SENDS[bubble.type] ?? bubble.type,
      ...{ message: bubble.text, media_url: null },
      meta_data: { source: 'PublicInterakt', source_data: { callback_data: bubble.callback_data } },
    };
    return event(`message_api_${status}`, at, contact, message);
  },

  bodies: (events, { array_bodies }) => {
    const whole = events.filter(({ kind }) => kind === 'whole').map((one) => one.event);
    const own = events.filter(({ kind }) => kind !== 'whole').map((one) => one.event);
    return [...whole, ...(array_bodies && own.length > 0 ? [own] : own)];
  },

  headers(body, { secret }): Record<string, string> {
    return secret === undefined ? {} : { 'interakt-signature': bodySignature(secret, body) };
  },
};

function event(type: string, at: Date, contact: Written['contact'], message: Record<string, unknown>): unknown {
  const digits = contact.number.slice(1);
  const country = /^(91|44|1)/.exec(digits)?.[0] ?? digits.slice(0, 2);
  const customer = {
    ...{ id: contact.customer_id, channel_phone_number: digits, phone_number: digits.slice(country.length), country_code: `+${country}` },
    traits: { name: contact.name, whatsapp_opted_in: true },
  };
  return { version: '1.0', timestamp: stamp(at), type, data: { customer, message } };
}

/** What belongs to the type, where Interakt puts it; `variant` is another place that was seen. */
function placed({ order, target }: Written): Record<string, unknown> {
  switch (order.type) {
    case 'button_reply':
    case 'list_reply': {
      const answer = { type: order.type, [order.type]: order.reply };
      return order.variant === 'object' ? { message: '', interactive: answer } : { message: JSON.stringify(answer) };
    }
    case 'quick_reply':
      return { message: '', meta_data: { button_payload: { payload: { type: 'text', text: order.reply?.title } } } };
    case 'location':
      return order.variant === 'object' ? { location: order.location } : { message: JSON.stringify(order.location ?? {}) };
    case 'contacts': {
      const cards = (order.contacts ?? []).map(({ name, phones }) => ({
        name: { formatted_name: name },
        phones: phones.map((phone) => ({ phone })),
      }));
      return { message: JSON.stringify(cards) };
    }
    case 'reaction':
      return { message: JSON.stringify({ message_id: target?.id ?? order.to, emoji: order.emoji ?? '' }) };
    default:
      return {};
  }
}

/** UTC without saying so, microseconds. */
function stamp(at: Date): string {
  return at.toISOString().replace('Z', '000');
}
