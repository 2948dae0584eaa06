import { youtubeIntent } from './youtubeIntent.js';

describe('the intent of a comment', () => {
  it.each([
    ['Sir price kitna hai', 'price'],
    ['कीमत बताइए', 'price'],
    ['I want to order two pumps', 'buy'],
    ['मुझे यह चाहिए', 'buy'],
    ['My pump stopped working after a week, warranty?', 'support'],
    ['Waste of money, how much did you pay the actors', 'complaint'],
    ['Can you give a demo on video call', 'demo'],
    ['Kya yeh 2 acre ke liye theek hai', 'question'],
    ['Nice video', null],
    ['Border is beautiful', null],
  ])('of %j is %s', (comment, intent) => {
    expect(youtubeIntent(comment)?.intent ?? null).toBe(intent);
  });
});
