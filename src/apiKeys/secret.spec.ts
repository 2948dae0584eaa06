import { hashOf, looksLikeKey, newSecret } from './secret.js';

describe('a key', () => {
  it('is random, recognisable and not its hash', () => {
    const [one, other] = [newSecret(), newSecret()];
    expect(one.key).not.toBe(other.key);
    expect(looksLikeKey(one.key)).toBe(true);
    expect(one.key.startsWith(one.prefix)).toBe(true);
    expect(one.prefix).toHaveLength(8);
    expect(one.key_hash).toBe(hashOf(one.key));
    expect(one.key_hash).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each(['', 'csk_', 'csk_short', `sk_${'a'.repeat(43)}`, `csk_${'a'.repeat(44)}`, `csk_${'a'.repeat(42)}'`, `csk_${'a'.repeat(43)}\n`])(
    'is not %j',
    (text) => {
      expect(looksLikeKey(text)).toBe(false);
    },
  );
});
