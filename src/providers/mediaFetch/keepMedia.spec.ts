import { keepMedia, type WantedMedia } from './keepMedia.js';

const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
const now = new Date('2026-02-24T10:00:00Z');
const files = { put: (content: Buffer) => Promise.resolve({ sha256: 'hash', size: content.length }) };
const wanted: WantedMedia = { type: 'image', mime: null, tries: 0, expires_at: new Date('2026-02-26T10:00:00Z') };
const keep = (answer: Parameters<typeof keepMedia>[0], change: Partial<WantedMedia> = {}) =>
  keepMedia(answer, { ...wanted, ...change }, { files, now });

describe('after a try to fetch a file', () => {
  it('it is kept with the type that its bytes show', async () => {
    expect(await keep({ state: 'fetched', content: PNG, content_type: 'image/jpeg' })).toEqual({
      state: 'stored',
      sha256: 'hash',
      size: PNG.length,
      mime: 'image/png',
    });
  });

  it('it is tried again after longer and longer pauses', async () => {
    const pause = async (tries: number) => {
      const outcome = await keep({ state: 'again', reason: 'http_404' }, { tries, expires_at: null });
      return outcome.state === 'wanted' && (outcome.next_try_at.getTime() - now.getTime()) / 1000;
    };
    expect(await Promise.all([0, 1, 2, 6, 99].map(pause))).toEqual([10, 60, 300, 43_200, 43_200]);
  });

  it('it is given up with the reason: at once when it may not be fetched, else when its time is over', async () => {
    expect(await keep({ state: 'refused', reason: 'url_not_allowed' })).toEqual({ state: 'missing', reason: 'url_not_allowed' });
    const late = { expires_at: new Date(now.getTime() + 10_000) };
    expect(await keep({ state: 'again', reason: 'timeout' }, late)).toEqual({ state: 'missing', reason: 'timeout' });
    expect(await keep({ state: 'fetched', content: Buffer.from('<html>'), content_type: null }, late)).toEqual({
      state: 'missing',
      reason: 'not_media',
    });
  });
});
