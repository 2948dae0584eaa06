import { linkIsValid, linkKey, signLink } from './recordingLinks.js';

const secret = 's'.repeat(32);
const now = new Date('2026-02-24T10:00:00Z');
const expires = now.getTime() / 1000 + 60;
const link = { id: 'call-1', user_id: 'u1', expires, signature: signLink('call-1', linkKey(secret, 'u1', expires)) };

describe('recording links', () => {
  it('accepts its own link until it expires', () => {
    expect(linkIsValid(secret, link, now)).toBe(true);
    expect(linkIsValid(secret, link, new Date(expires * 1000))).toBe(false);
  });

  it.each([
    ['another call', { id: 'call-2' }],
    ['another user', { user_id: 'u2' }],
    ['a later expiry', { expires: expires + 1 }],
    ['another signature', { signature: 'ab'.repeat(32) }],
    ['no signature', { signature: '' }],
    ['text for a number', { expires: Number.NaN }],
  ])('refuses %s', (_name, change) => {
    expect(linkIsValid(secret, { ...link, ...change }, now)).toBe(false);
  });
});
