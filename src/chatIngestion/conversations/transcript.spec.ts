import { transcriptText } from './transcript.js';

const message = {
  at: '2026-02-24T18:40:00Z',
  direction: 'inbound',
  source: 'customer',
  type: 'text',
  text: 'Where is\nmy order?',
  preview: '',
  media: [],
  deleted_at: null,
  edited_at: null,
  status: null,
};
const conversation = { id: 'c1', contact_name: 'Asha', contact_phone: '+918123456789', business_number: '+447700900123' };

it('says who wrote what and when, in the zone of the business', () => {
  const file = { file_name: 'bill.pdf', mime: 'application/pdf', state: 'missing' };
  const text = transcriptText(
    conversation,
    [
      message,
      { ...message, direction: 'outbound', source: 'agent', text: 'On its way.', status: 'failed', at: '2026-02-24T18:41:00Z' },
      { ...message, text: null, media: [file as never], deleted_at: '2026-02-24T18:42:00Z' },
      { ...message, text: null, preview: 'Sticker' },
    ],
    'Asia/Kolkata',
  );
  expect(text).toBe(
    [
      'Conversation c1',
      'Asha (+918123456789) with +447700900123',
      'Times in Asia/Kolkata',
      '',
      '2026-02-25 00:10:00 Asha: Where is\n    my order?',
      '2026-02-25 00:11:00 Agent: On its way. (not delivered)',
      '2026-02-25 00:10:00 Asha: [bill.pdf, missing] (taken back)',
      '2026-02-25 00:10:00 Asha: [Sticker]',
      '',
    ].join('\n'),
  );
});
