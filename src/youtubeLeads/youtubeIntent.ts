export const YOUTUBE_INTENTS = ['buy', 'price', 'demo', 'support', 'complaint', 'question'] as const;
export type YoutubeIntent = (typeof YOUTUBE_INTENTS)[number];

/** Words by intent, the one that counts first; English, Hindi, and Hindi in Latin letters. */
const WORDS: readonly (readonly [YoutubeIntent, RegExp])[] = [
  ['complaint', /\b(fraud|cheat(ed|ing)?|scam|worst|waste of money|kharab|bekar|dhokha)\b|धोखा|बेकार|खराब/iu],
  ['support', /\b(not working|stopped working|broken|repair|warranty|service cent(er|re)|spare parts?|nahi chal)\b|मरम्मत|वारंटी/iu],
  ['demo', /\b(demo|video call|show me|how does it look)\b|डेमो/iu],
  ['price', /\b(price|cost|rate|how much|kitne? ka|kitna|daam|kimat|keemat)\b|कीमत|दाम|कितने|कितना|₹\s*\?/iu],
  [
    'buy',
    /\b(buy|order|purchase|i want|i need|contact number|phone number|available|dealer|cod|chahiye|kharidna|mangwana)\b|चाहिए|खरीद|मंगवा|नंबर/iu,
  ],
  ['question', /\?\s*$|\b(how|can i|does it|is it|kaise|kya)\b|कैसे|क्या/iu],
];

/** What somebody wants who writes this under a video, and by which words; null when nothing says that he wants anything. */
export function youtubeIntent(comment: string): { intent: YoutubeIntent; reason: string } | null {
  for (const [intent, words] of WORDS) {
    const found = words.exec(comment.normalize('NFC'));
    if (found) return { intent, reason: `It says "${found[0].trim()}".` };
  }
  return null;
}
