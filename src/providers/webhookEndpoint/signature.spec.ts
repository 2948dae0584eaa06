import { Webhook } from 'standardwebhooks';
import { newSecret, signatureHeader } from './signature.js';

const body = '{"type":"call.status_update","timestamp":"2026-01-01T00:00:00Z","data":{"id":"c0ffee"}}';
const content = { id: 'msg_demo0001', timestamp: 1_767_225_600, body };
const first = `whsec_${Buffer.from(Array.from({ length: 32 }, (_, index) => index)).toString('base64')}`;
const second = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

describe('the signature', () => {
  it('equals the published vectors, alone and in a rotation', () => {
    expect(signatureHeader([first], content)).toBe('v1,x+pQ5LjF+WurMF59PauNZ2D4ZZkpjw0deNhk+Mqnd60=');
    expect(signatureHeader([second], content)).toBe('v1,b8XmtpuMyNc5v1zWsCaRcp8iL5s4xfJy+GGx0fA2ZWA=');
    expect(signatureHeader([first, second], content)).toBe(
      'v1,x+pQ5LjF+WurMF59PauNZ2D4ZZkpjw0deNhk+Mqnd60= v1,b8XmtpuMyNc5v1zWsCaRcp8iL5s4xfJy+GGx0fA2ZWA=',
    );
  });

  it('is accepted by the public library, with either secret of a rotation and with no other', () => {
    const [old, current] = [newSecret(), newSecret()];
    const now = { ...content, timestamp: Math.floor(Date.now() / 1000) };
    const headers = {
      'webhook-id': now.id,
      'webhook-timestamp': String(now.timestamp),
      'webhook-signature': signatureHeader([current, old], now),
    };
    expect(new Webhook(old).verify(body, headers)).toBeDefined();
    expect(new Webhook(current).verify(body, headers)).toBeDefined();
    expect(() => new Webhook(newSecret()).verify(body, headers)).toThrow();
    expect(() => new Webhook(current).verify(`${body} `, headers)).toThrow();
    expect(() => new Webhook(current).verify(body, { ...headers, 'webhook-id': 'msg_other' })).toThrow();
  });

  it('has a secret of 32 bytes', () => {
    expect(newSecret()).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  });
});
