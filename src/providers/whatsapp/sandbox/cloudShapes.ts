import type { WriteOrder, Written } from './dialect.js';

/** What a customer did, in WhatsApp's own words. */

/** Types that neither provider has words of its own for. */
const CLOUD_ONLY = new Set<WriteOrder['type']>(['order', 'flow', 'edit', 'revoke', 'echo', 'call', 'change_number']);

export function isCloudOnly(order: WriteOrder): boolean {
  return order.shape === 'cloud' || CLOUD_ONLY.has(order.type);
}

export function cloudBody(written: Written, { business_number }: { business_number: string }): unknown {
  const { contact } = written;
  const wa_id = contact.number.slice(1);
  const business = business_number.slice(1);
  const metadata = { display_phone_number: business, phone_number_id: '100000000000002' };
  const contacts = [{ profile: { name: contact.name }, wa_id }];
  const base = { id: written.id, timestamp: String(Math.floor(written.at.getTime() / 1000)) };
  const common = { messaging_product: 'whatsapp', metadata };
  const { type } = written.order;
  if (type === 'echo') {
    const echo = { ...base, from: business, to: wa_id, type: 'text', text: { body: written.order.text ?? '' } };
    return body('smb_message_echoes', { ...common, message_echoes: [echo] });
  }
  if (type === 'call') {
    const call = { ...base, from: wa_id, to: business, event: 'connect', direction: 'USER_INITIATED' };
    return body('calls', { ...common, contacts, calls: [call] });
  }
  const quoted = written.target?.whatsapp_id ?? written.order.to;
  const is_about = type === 'reaction' || type === 'edit' || type === 'revoke';
  const context = quoted !== undefined && !is_about ? { context: { from: business, id: quoted } } : {};
  const message = { ...base, from: wa_id, ...context, ...content(written, quoted) };
  return body('messages', { ...common, contacts, messages: [message] });
}

function body(field: string, value: unknown): unknown {
  return { object: 'whatsapp_business_account', entry: [{ id: '100000000000001', changes: [{ field, value }] }] };
}

function content({ order, media }: Written, quoted: string | undefined): Record<string, unknown> {
  const { type, text } = order;
  switch (type) {
    case 'image':
    case 'document':
    case 'audio':
    case 'voice':
    case 'video':
    case 'sticker': {
      const kind = type === 'voice' ? 'audio' : type;
      const file = {
        ...{ id: media?.id, mime_type: media?.mime, sha256: media?.sha256, url: media?.url },
        ...(text !== undefined && { caption: text }),
        ...(type === 'voice' && { voice: true }),
        ...(kind === 'document' && { filename: media?.file_name }),
      };
      return { type: kind, [kind]: file };
    }
    case 'location':
      return { type, location: order.location ?? {} };
    case 'contacts':
      return {
        type,
        contacts: (order.contacts ?? []).map(({ name, phones }) => ({
          name: { formatted_name: name },
          phones: phones.map((phone) => ({ phone, type: 'CELL' })),
        })),
      };
    case 'button_reply':
    case 'list_reply':
      return { type: 'interactive', interactive: { type, [type]: order.reply } };
    case 'quick_reply':
      return { type: 'button', button: { text: order.reply?.title, payload: order.reply?.id } };
    case 'reaction':
      return { type, reaction: { message_id: quoted, emoji: order.emoji ?? '' } };
    case 'edit':
      return { type, edit: { original_message_id: quoted, message: { type: 'text', text: { body: text ?? '' } } } };
    case 'revoke':
      return { type, revoke: { original_message_id: quoted } };
    case 'order':
      return {
        type,
        order: {
          catalog_id: 'cat-1',
          text: text ?? '',
          product_items: [{ product_retailer_id: 'GHEE-1L', quantity: 2, item_price: 249.5, currency: 'INR' }],
        },
      };
    case 'flow':
      return {
        type: 'interactive',
        interactive: {
          type: 'nfm_reply',
          nfm_reply: { name: 'flow', body: text ?? 'Sent', response_json: '{"flow_token":"t1","crop":"soybean"}' },
        },
      };
    case 'change_number':
      return { type: 'system', system: { type: 'user_changed_number', wa_id: text?.replace(/\D/g, '') } };
    case 'unknown':
      return { type: 'unsupported', errors: [{ code: 131051, title: 'Message type unknown' }], unsupported: { type: 'poll' } };
    case 'text':
    case 'echo':
    case 'call':
      return { type: 'text', text: { body: text ?? '' } };
  }
}
