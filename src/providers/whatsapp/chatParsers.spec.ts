import type { ChatItem } from '../ports/parsedChat.js';
import { parse, RECEIVED_AT } from './specSupport.js';

/** What the collected payloads do not show: clicks, calls, accounts, and the other places where providers put the same thing. */

const customer = { id: 'c-1', channel_phone_number: '918123456789', traits: { name: 'Asha' } };

function interakt(message: object, { type = 'message_received', ...rest }: Record<string, unknown> = {}): ChatItem {
  const event = {
    ...{ version: '1.0', timestamp: '2026-02-24T09:17:57.496889', type, ...rest },
    data: { customer, message: { id: 'm-1', received_at_utc: '2026-02-24T09:17:57', ...message }, ...(rest.data as object) },
  };
  return parse('interakt', event)[0]!;
}

const netcore = (message: object): ChatItem =>
  parse('netcore', { incoming_message: [{ from: '918123456789', message_id: 'wamid.N1', received_at: 1_771_924_677, ...message }] })[0]!;

const cloud = (field: string, value: object): ChatItem[] =>
  parse('meta', { object: 'whatsapp_business_account', entry: [{ changes: [{ field, value }] }] });

describe('a parsed Interakt event', () => {
  it.each([
    ['stringified', { message: '{"type":"button_reply","button_reply":{"id":"b2","title":"Good"}}' }, { id: 'b2', title: 'Good' }],
    [
      'in the payload of a button',
      { message: '', meta_data: { button_payload: { payload: { text: 'Good' } } } },
      { id: null, title: 'Good' },
    ],
    ['as the text of a button', { message: null, button_text: 'Good' }, { id: null, title: 'Good' }],
    ['as a text', { message: 'Good' }, { id: null, title: 'Good' }],
  ])('finds an answer that is %s', (_name, message, reply) => {
    const item = interakt({ message_content_type: 'Interactive', ...message });
    expect(item).toMatchObject({ kind: 'message', type: 'interactive', text: 'Good', reply: { kind: 'button', ...reply } });
  });

  it.each([
    { media_url: 'https://m.example.org/a.jpg' },
    { url: 'https://m.example.org/a.jpg' },
    { media: { url: 'https://m.example.org/a.jpg' } },
  ])('finds a file at %j', (place) => {
    const item = interakt({ message_content_type: 'Image', message: '{"mime":"image/jpeg"}', caption: 'leaf', ...place });
    expect(item).toMatchObject({ text: 'leaf', media: [{ url: 'https://m.example.org/a.jpg', file_name: 'a.jpg', state: 'wanted' }] });
  });

  it('reads the number from its parts when the whole is missing', () => {
    const item = interakt({}, { data: { customer: { phone_number: '8123456789', country_code: '+91' } } });
    expect(item).toMatchObject({ contact: { wa_id: '918123456789', phone_e164: '+918123456789' } });
  });

  it('ignores what is shaped like a message and is none of a customer', () => {
    expect(interakt({ chat_message_type: 'BotMessage' })).toEqual({ kind: 'ignored', reason: 'chat_message_type:BotMessage' });
  });

  it('reads a quick reply of a template', () => {
    const meta_data = { click_type: 'QR', button_text: 'Yes', button_link: '', click_timestamp: '2026-02-24 09:31:08.635664' };
    expect(interakt({ meta_data }, { type: 'message_api_clicked' })).toEqual({
      ...{ kind: 'click', key: 'interakt:m-1:clicked:2026-02-24 09:31:08.635664', target: ['interakt:m-1'], callback_data: null },
      ...{ click: 'quick_reply', text: 'Yes', link: null, at: '2026-02-24T09:31:08.635Z' },
    });
  });

  it.each(['in data', 'above it'])('reads a link of a template when its event stands %s', (place) => {
    const event = { callbackData: 'our-1', click_type: 'CTA', button_text: 'Pay', button_link: 'https://pay.example.org' };
    const item = interakt({}, { type: 'message_api_clicked', ...(place === 'in data' ? { data: { event } } : { event }) });
    expect(item).toMatchObject({ kind: 'click', callback_data: 'our-1', click: 'link', text: 'Pay', link: 'https://pay.example.org' });
  });

  it.each(['message_api_read', 'message_campaign_read', 'message_status_read', 'message_status_seen'])('takes %s for read', (type) => {
    expect(interakt({ seen_at_utc: '2026-02-24T09:40:00' }, { type })).toMatchObject({ status: 'read', at: '2026-02-24T09:40:00Z' });
  });

  it('keeps a status that it does not know', () =>
    expect(interakt({}, { type: 'message_api_pondered' })).toMatchObject({ status: 'pondered' }));

  it('reads several events of one body, and WhatsApp’s own words', () => {
    const items = parse('interakt', [
      {
        type: 'messages',
        data: { messages: [{ from: '918123456789', id: 'wamid.1', timestamp: '1771924677', type: 'text', text: { body: 'a' } }] },
      },
      {
        object: 'whatsapp_business_account',
        entry: [{ changes: [{ field: 'messages', value: { statuses: [{ id: 'wamid.2', status: 'sent' }] } }] }],
      },
      'noise',
    ]);
    expect(items).toMatchObject([
      { key: 'wamid.1', text: 'a' },
      { key: 'wamid.2', status: 'sent' },
      { kind: 'parked', index: 2 },
    ]);
  });
});

describe('a parsed Netcore body', () => {
  it('reads a text that is a list, and one without its type', () => {
    expect(netcore({ message_type: 'text', text_type: [{ text: 'a' }] })).toMatchObject({ type: 'text', text: 'a' });
    expect(netcore({ text_type: { text: 'a' } })).toMatchObject({ type: 'text', text: 'a' });
  });

  it('takes coordinates as text and as numbers', () => {
    for (const latitude of ['23.2599', 23.2599])
      expect(netcore({ message_type: 'LOCATION', location_type: { latitude, longitude: '77.4126', name: '' } })).toMatchObject({
        location: { lat: 23.2599, lng: 77.4126, name: null },
      });
  });

  it('reads a button of a template', () => {
    expect(netcore({ message_type: 'BUTTON', button_type: { text: 'Yes', payload: 'yes-1' } })).toMatchObject({
      type: 'interactive',
      reply: { kind: 'button', id: 'yes-1', title: 'Yes' },
    });
  });

  it('takes a reaction back', () => {
    expect(netcore({ message_type: 'REACTION', context: { message_id: 'wamid.O1' }, reaction_type: { emoji: '' } })).toMatchObject({
      kind: 'reaction',
      emoji: null,
      target: ['wamid.O1'],
    });
  });

  it('knows both ids of a status and what our request said', () => {
    const event = { ncmessage_id: 'nc-1', message_id: 'wamid.O1', status: 'SENT', received_at: '1771924677', 'x-apiheader': 'our-1' };
    expect(parse('netcore', { delivery_status: [event] })).toMatchObject([
      { key: 'netcore:nc-1', other_keys: ['wamid.O1'], callback_data: 'our-1', status: 'sent', at: '2026-02-24T09:17:57Z', error: null },
    ]);
  });

  it('does not believe a time that lies ahead', () => {
    const item = netcore({ received_at: '1999999999', message_type: 'TEXT', text_type: { text: 'a' } });
    expect(item).toMatchObject({ sent_at: RECEIVED_AT, flags: ['time_from_arrival'] });
  });

  it('keeps what its names promise and its values do not hold', () => {
    expect(netcore({ message_type: 'LOCATION', location_type: {} })).toMatchObject({
      type: 'unsupported',
      unsupported: { type: 'LOCATION' },
    });
    expect(netcore({ message_type: 'constructor' })).toMatchObject({ type: 'unsupported' });
  });
});

describe('a parsed body of the Cloud API', () => {
  it('reads a call', () => {
    const calls = [{ id: 'wacid.1', from: '918123456789', event: 'connect', timestamp: '1771924677', direction: 'USER_INITIATED' }];
    expect(cloud('calls', { calls })).toMatchObject([
      { kind: 'call', key: 'wacid.1:connect', event: 'connect', direction: 'in', contact: { phone_e164: '+918123456789' } },
    ]);
  });

  it('reads another user id of the same person', () => {
    const update = { wa_id: '918123456789', user_id: { previous: 'IN.1', current: 'IN.2' }, timestamp: '1771924677' };
    expect(cloud('user_id_update', { user_id_update: [update] })).toMatchObject([
      { kind: 'identity', from: { bsuid: 'IN.1' }, to: { bsuid: 'IN.2' }, at: '2026-02-24T09:17:57Z' },
    ]);
  });

  it('reads the approval of a template beside why it is no chat', () => {
    const value = { event: 'APPROVED', message_template_name: 'order_shipped_v1', message_template_language: 'en' };
    expect(cloud('message_template_status_update', value)).toMatchObject([
      { kind: 'account', template: { name: 'order_shipped_v1', language: 'en', status: 'approved', reason: null } },
      { kind: 'ignored', reason: 'field:message_template_status_update' },
    ]);
  });

  it('counts money by its currency', () => {
    const item = (item_price: unknown, currency: string) => ({ product_retailer_id: 'S', quantity: 1, item_price, currency });
    const order = (items: object[]) => ({ from: '918123456789', id: 'wamid.1', type: 'order', order: { product_items: items } });
    const prices = (items: object[]) =>
      cloud('messages', { messages: [order(items)] }).map((one) => 'order' in one && one.order?.items[0]!.price_minor);
    expect(prices([item('1.005', 'INR')])).toEqual([101]);
    expect(prices([item(500, 'JPY')])).toEqual([500]);
    expect(prices([item('1.5', 'KWD')])).toEqual([1_500]);
    expect(cloud('messages', { messages: [order([item('free', 'INR')])] })).toMatchObject([
      { order: { total_minor: 0 }, flags: expect.arrayContaining(['order_incomplete']) },
    ]);
  });
});
