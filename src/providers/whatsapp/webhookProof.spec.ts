import { bodySignature, interaktSignature, isKnownSecret, isSignedBy } from './webhookProof.js';

describe('proofs of webhooks', () => {
  const body = Buffer.from('{"type":"message_received"}');
  const signature = 'sha256=e58b0ffea4a95d2b921e1dc65bb3d39ee2b0e0e38b98ddb265a4e7e70bee1294';

  it('signs as Interakt and Meta do', () => expect(bodySignature('test-secret', body)).toBe(signature));

  it.each([
    ['with its prefix', signature, true],
    ['without it', signature.slice(7), true],
    ['in capitals', signature.slice(7).toUpperCase(), true],
    ['of other bytes', bodySignature('test-secret', `${body.toString()}\n`), false],
    ['of another secret', bodySignature('another', body), false],
    ['that is cut', signature.slice(0, -2), false],
    ['that is none', 'sha256=', false],
    ['that is missing', undefined, false],
  ])('a signature %s', (_name, given, is_right) => expect(isSignedBy(['test-secret'], given, body)).toBe(is_right));

  it('takes the new and the former secret, and one with a line end at its edge', () => {
    expect(isSignedBy(['\uFEFFtest-secret\r\n'], signature, body)).toBe(true);
    expect(isSignedBy(['the new one', 'test-secret'], signature, body)).toBe(true);
    expect(isSignedBy([], signature, body)).toBe(false);
  });

  it('finds the signature under both names', () => {
    expect(interaktSignature({ 'x-interakt-signature': 'a' })).toBe('a');
    expect(interaktSignature({ 'interakt-signature': 'b', 'x-interakt-signature': 'a' })).toBe('b');
  });

  it('knows a secret of the address, and nothing when there is none', () => {
    expect(isKnownSecret(['one', 'two'], 'two')).toBe(true);
    expect(isKnownSecret(['one'], 'on')).toBe(false);
    expect(isKnownSecret([''], '')).toBe(false);
    expect(isKnownSecret([], undefined)).toBe(false);
  });
});
