import { makeToken, readToken } from './linkToken.js';

const secret = 's'.repeat(32);
const now = new Date('2026-02-24T10:00:00Z');
const expires = new Date('2026-03-10T10:00:00Z');
const id = '7c9e6f0a-1111-4222-8333-444455556666';
const token = makeToken(secret, 'survey', id, expires);

describe('tokens of links', () => {
  it('name one thing until a moment', () => {
    expect(token).toMatch(/^[\w-]{48}$/);
    expect(readToken(secret, 'survey', token, now)).toBe(id);
    expect(readToken(secret, 'survey', token, expires)).toBeNull();
  });

  it('open nothing of another purpose, and nothing with another secret', () => {
    expect(readToken(secret, 'attachment', token, now)).toBeNull();
    expect(readToken('t'.repeat(32), 'survey', token, now)).toBeNull();
  });

  it('are no tokens with any sign changed, added or taken away', () => {
    for (let at = 0; at < token.length; at++) {
      const other = token[at] === 'A' ? 'B' : 'A';
      expect(readToken(secret, 'survey', token.slice(0, at) + other + token.slice(at + 1), now)).toBeNull();
    }
    for (const bad of ['', token.slice(1), `${token}A`, `${token.slice(0, 47)}=`, 'x'.repeat(48)])
      expect(readToken(secret, 'survey', bad, now)).toBeNull();
  });
});
