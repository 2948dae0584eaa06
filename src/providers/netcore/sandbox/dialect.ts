import type { Dialect, StatusEvent, Written } from '../../whatsapp/sandbox/dialect.js';

const MOST_STATUSES = 20;
const INDIAN_OFFSET_MS = 330 * 60_000;

/** How Netcore's webhooks look. */
export const NETCORE_DIALECT: Dialect = {
  provider: 'netcore',
  window_code: '8007',
  retries: [10_000, 60_000, 300_000],
  patience_ms: 60_000,

  incoming(written, { business_number }) {
    const { id, at, contact, order, target } = written;
    const own = target?.direction === 'out' ? target.id : '';
    return {
      ...{ from: contact.number.slice(1), from_name: contact.name, to: business_number.slice(1), message_id: id },
      received_at: String(Math.floor(at.getTime() / 1000)),
      // Documents say null, traffic is an empty text.
      context: target
        ? { ncmessage_id: own, message_id: target.whatsapp_id }
        : order.variant === 'null_context'
          ? null
          : { ncmessage_id: '', message_id: order.to ?? '' },
      ...content(written),
    };
  },

  status({ bubble, contact, status, at, error }, { quirks }) {
    return {
      ...{ ncmessage_id: bubble.id, recipient: contact.number.slice(1), status },
      ...{ status_remark: error ? `${error.code} ${error.reason}` : '', received_at: statusTime(at, quirks.status_times) },
      ...{ source: 'fa9d647a-0000-423e-bd27-000000000001', 'x-apiheader': bubble.callback_data ?? undefined },
    } satisfies Record<string, unknown> & { status: StatusEvent['status'] };
  },

  bodies(events) {
    const of = (kind: string) => events.filter((one) => one.kind === kind).map((one) => one.event);
    const [incoming, statuses] = [of('incoming'), of('status')];
    const bodies: unknown[] = of('whole');
    if (incoming.length > 0) bodies.push({ incoming_message: incoming });
    for (let at = 0; at < statuses.length; at += MOST_STATUSES) bodies.push({ delivery_status: statuses.slice(at, at + MOST_STATUSES) });
    return bodies;
  },

  headers(_body, { header }): Record<string, string> {
    return header ? { [header.name]: header.value } : {};
  },
};

function content({ order, media }: Written): Record<string, unknown> {
  const { type, text, reply, variant } = order;
  const named = (name: string, value: unknown) => ({
    ...(variant !== 'no_type' && { message_type: variant === 'lower_case' ? name.toLowerCase() : name }),
    ...(value !== undefined && { [`${name.toLowerCase()}_type`]: value }),
  });
  const file = media && { id: media.id, mime_type: media.mime, sha256: media.sha256 };
  const caption = text === undefined ? {} : { caption: text };
  switch (type) {
    case 'text':
      return named('TEXT', variant === 'text_list' ? [{ text }] : { text });
    case 'image':
    case 'video':
    case 'sticker':
      return named(type.toUpperCase(), { ...file, ...caption });
    case 'document':
      return named('DOCUMENT', { ...file, filename: media?.file_name, ...caption });
    case 'audio':
    case 'voice':
      return named('AUDIO', { ...file, voice: type === 'voice' });
    case 'location': {
      const place = order.location ?? { latitude: 0, longitude: 0 };
      const coordinates =
        variant === 'numbers' ? place : { ...place, latitude: String(place.latitude), longitude: String(place.longitude) };
      return named('LOCATION', { name: '', address: '', url: '', ...coordinates });
    }
    case 'contacts':
      return named(
        'CONTACTS',
        (order.contacts ?? []).map(({ name, phones }) => ({ name: { formatted_name: name }, phones: phones.map((phone) => ({ phone })) })),
      );
    case 'reaction':
      return named('REACTION', { emoji: order.emoji ?? '' });
    case 'button_reply':
    case 'list_reply':
      return named('INTERACTIVE', { type, [type]: reply });
    case 'quick_reply':
      return named('BUTTON', { text: reply?.title, payload: reply?.id });
    default:
      return named('POLL', undefined);
  }
}

/** Indian time without saying so, or seconds. */
function statusTime(at: Date, form: 'indian' | 'epoch'): string {
  if (form === 'epoch') return String(Math.floor(at.getTime() / 1000));
  return new Date(at.getTime() + INDIAN_OFFSET_MS).toISOString().slice(0, 19).replace('T', ' ');
}
