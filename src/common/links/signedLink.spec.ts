import { linkIsValid, linkKey, signLink } from './signedLink.js';

const secret = 's'.repeat(32);
const now = new Date('2026-02-24T10:00:00Z');
const expires = now.getTime() / 1000 + 60;
const link = { id: 'call-1', user_id: 'u1', expires, signature: signLink('call-1', linkKey(secret, 'recording', 'u1', expires)) };

describe('signed links', () => {
  it('are accepted until they expire', () => {
    expect(linkIsValid(secret, 'recording', link, now)).toBe(true);
    expect(linkIsValid(secret, 'recording', link, new Date(expires * 1000))).toBe(false);
  });

  it('open nothing of another kind', () => {
    expect(linkIsValid(secret, 'attachment', link, now)).toBe(false);
  });

  it.each([
    ['another thing', { id: 'call-2' }],
    ['another user', { user_id: 'u2' }],
    ['a later expiry', { expires: expires + 1 }],
    ['another signature', { signature: 'ab'.repeat(32) }],
    ['no signature', { signature: '' }],
    ['text for a number', { expires: Number.NaN }],
  ])('refuse %s', (_name, change) => {
    expect(linkIsValid(secret, 'recording', { ...link, ...change }, now)).toBe(false);
  });
});
