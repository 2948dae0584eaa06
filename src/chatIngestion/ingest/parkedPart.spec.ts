import { parseInterakt } from '../../providers/interakt/interakt.parser.js';
import { parseNetcore } from '../../providers/netcore/netcore.parser.js';
import { bodyOfPart } from './parkedPart.js';

const OPTIONS = { received_at: '2026-02-24T12:00:00Z' };
const cloud = (value: object) => ({ object: 'whatsapp_business_account', entry: [{ changes: [{ field: 'messages', value }] }] });

describe('the body of a parked part', () => {
  it.each([
    ['netcore', { incoming_message: [{ from: '918123456789', message_type: 'TEXT', text_type: { text: 'x' } }] }, 'no_message_id'],
    ['netcore', { incoming_message: [{ message_id: 'm1', message_type: 'TEXT' }] }, 'no_sender'],
    ['netcore', { incoming_message: ['words'] }, 'not_an_object'],
    ['netcore', { delivery_status: [{ recipient: '918123456789', status: 'sent' }] }, 'no_message_id'],
    ['netcore', { delivery_status: [{ ncmessage_id: 'nc-1', recipient: '918123456789' }] }, 'no_status'],
    ['netcore', cloud({ messages: [{ from: '918123456789', type: 'text', text: { body: 'x' } }] }), 'no_message_id'],
    ['netcore', cloud({ statuses: [{ status: 'sent', recipient_id: '918123456789' }] }), 'no_message_id'],
    ['netcore', { object: 'whatsapp_business_account', entry: [{ id: '1' }] }, 'no_changes'],
    ['interakt', [{ type: 'message_received', data: { message: { chat_message_type: 'CustomerMessage' } } }], 'no_message_id'],
  ] as const)('of %s %j says the same alone', (kind, body, reason) => {
    const parse = kind === 'interakt' ? parseInterakt : parseNetcore;
    const [parked] = parse(body, OPTIONS);
    expect(parked).toMatchObject({ kind: 'parked', reason });
    const again = parse(bodyOfPart((parked as { raw: unknown }).raw), OPTIONS);
    expect(again).toMatchObject([{ kind: 'parked', reason }]);
  });
});
