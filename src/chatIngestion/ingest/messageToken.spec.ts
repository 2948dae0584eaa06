import { messageToken } from './messageToken.js';

/** An id as WhatsApp makes them: who, then the message. */
function wamid(who: string, token: string): string {
  return `wamid.${Buffer.from(`\x1c\x18\x0c${who}\x15\x02\x00\x12\x18\x14${token}\x00`, 'latin1').toString('base64')}`;
}

describe('the token of a message', () => {
  it('is the same whether a number or a user id stands before it', () => {
    const token = '3EB0C767D71D6A2F4E11';
    expect(messageToken(wamid('918123456789', token))).toBe(token);
    expect(messageToken(wamid('IN.2000000000000001', token))).toBe(token);
    expect(messageToken(`netcore:${wamid('918123456789', token)}`)).toBe(token);
  });

  it.each(['wamid.TESTM0001', 'interakt:6007aaaa-0000-4dd1-b813-000000000001', 'wamid.', `wamid.${'A'.repeat(40)}`])(
    '%s has none',
    (key) => {
      expect(messageToken(key)).toBeNull();
    },
  );
});
