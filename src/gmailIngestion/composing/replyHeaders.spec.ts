import { forwardSubject, isMessageId, isNoReply, replyRecipients, replyReferences, replySubject } from './replyHeaders.js';

const email = {
  direction: 'inbound',
  message_id: '<b@example.net>',
  in_reply_to: '<a@example.net>',
  reference_ids: ['<a@example.net>'],
  subject: 'Hello',
  from_email: 'asha@example.net',
  from_name: 'Asha',
  reply_to: [] as { email: string; name: string }[],
  to_recipients: [
    { email: 'support@example.com', name: '' },
    { email: 'bharat@example.net', name: 'Bharat' },
  ],
  cc_recipients: [
    { email: 'Chitra@example.net', name: '' },
    { email: 'asha@example.net', name: '' },
  ],
};
const ours = new Set(['support@example.com', 'sales@example.com']);
const addresses = (people: { email: string }[]) => people.map((person) => person.email);

describe('forwardSubject', () => {
  it.each([
    ['Hello', 'Fwd: Hello'],
    ['Fwd: Hello', 'Fwd: Hello'],
    ['FW: Re: WG: Fwd[2]: Hello', 'Fwd: Hello'],
    ['', 'Fwd:'],
    ['Forward motion', 'Fwd: Forward motion'],
    ['Hello\r\nBcc: everybody@example.org', 'Fwd: Hello Bcc: everybody@example.org'],
  ])('makes of %j %j', (subject, forward) => expect(forwardSubject(subject)).toBe(forward));
});

describe('replySubject', () => {
  it.each([
    ['Hello', 'Re: Hello'],
    ['Re: Hello', 'Re: Hello'],
    ['RE: re[3]: AW: Hello', 'Re: Hello'],
    ['Fwd: Hello', 'Re: Fwd: Hello'],
    ['', 'Re:'],
    ['Reorder: two boxes', 'Re: Reorder: two boxes'],
    ['Re： ऑर्डर कहाँ है?', 'Re: ऑर्डर कहाँ है?'],
    ['Hello\r\nBcc: everybody@example.org', 'Re: Hello Bcc: everybody@example.org'],
  ])('makes of %j %j', (subject, answer) => expect(replySubject(subject)).toBe(answer));
});

describe('replyReferences', () => {
  it('puts the answered one last', () => {
    expect(replyReferences(email)).toEqual(['<a@example.net>', '<b@example.net>']);
    expect(replyReferences({ ...email, reference_ids: ['<b@example.net>', '<a@example.net>'] })).toEqual([
      '<a@example.net>',
      '<b@example.net>',
    ]);
  });

  it('takes In-Reply-To where there are no references', () => {
    expect(replyReferences({ ...email, reference_ids: [] })).toEqual(['<a@example.net>', '<b@example.net>']);
  });

  it('keeps the first and the last ten of very many, each whole', () => {
    const ids = Array.from({ length: 5_000 }, (_, index) => `<${index}-${'x'.repeat(200)}@example.net>`);
    const kept = replyReferences({ ...email, reference_ids: ids });
    expect(kept).toEqual([...ids.slice(0, 10), ...ids.slice(-9), '<b@example.net>']);
  });

  it.each(['no brackets', '<two words>', '<a@b>\r\nBcc: x@example.org', `<${'x'.repeat(600)}>`, '<>', ''])(
    'leaves out what is no id: %j',
    (id) => {
      expect(isMessageId(id)).toBe(false);
      expect(replyReferences({ message_id: id, in_reply_to: id, reference_ids: [id, '<a@example.net>'] })).toEqual(['<a@example.net>']);
    },
  );
});

describe('replyRecipients', () => {
  it('answers From, or Reply-To when there is one', () => {
    expect(replyRecipients(email, ours, false)).toEqual({ to: [{ email: 'asha@example.net', name: 'Asha' }], cc: [] });
    expect(addresses(replyRecipients({ ...email, reply_to: [{ email: 'desk@example.net', name: '' }] }, ours, false).to)).toEqual([
      'desk@example.net',
    ]);
  });

  it('answers all but us, each once', () => {
    const { to, cc } = replyRecipients(email, ours, true);
    expect([addresses(to), addresses(cc)]).toEqual([['asha@example.net'], ['bharat@example.net', 'Chitra@example.net']]);
  });

  it('never answers ourselves or addresses that nobody reads', () => {
    expect(replyRecipients({ ...email, from_email: 'Sales@example.com' }, ours, false).to).toEqual([]);
    expect(replyRecipients({ ...email, from_email: 'no-reply@example.net' }, ours, false).to).toEqual([]);
    expect(addresses(replyRecipients({ ...email, reply_to: [{ email: 'noreply@example.net', name: '' }] }, ours, false).to)).toEqual([
      'asha@example.net',
    ]);
  });

  it('follows up an e-mail of ours to whom it went', () => {
    const own = {
      ...email,
      direction: 'outbound',
      from_email: 'support@example.com',
      to_recipients: [{ email: 'asha@example.net', name: '' }],
    };
    expect(addresses(replyRecipients(own, ours, false).to)).toEqual(['asha@example.net']);
  });
});

describe('isNoReply', () => {
  it.each([
    'no-reply@x.example',
    'noreply+abc@x.example',
    'do-not-reply@x.example',
    'DoNotReply@x.example',
    'mailer-daemon@x.example',
    'bounce+7@x.example',
  ])('knows %s', (address) => expect(isNoReply(address)).toBe(true));
  it.each(['norbert@x.example', 'reply@x.example', 'bouncer@x.example', 'neverland@x.example'])('lets %s pass', (address) =>
    expect(isNoReply(address)).toBe(false),
  );
});
