import {
  REASON_LENGTH,
  SUMMARY_LENGTH,
  TEAM_OF,
  TRIAGE_CATEGORIES,
  type TriageCategory,
  type TriageLanguage,
  type TriageMail,
  type TriageResult,
  type TriageSentiment,
} from './triageFields.js';
import { replyTemplate } from './triageReplies.js';
import { fold, sentences, withoutInstructions } from './triageText.js';
import {
  CATEGORY_WORDS,
  DANGER_WORDS,
  DEADLINE_WORDS,
  ENGLISH_WORDS,
  HINGLISH_WORDS,
  NEGATIVE_WORDS,
  POSITIVE_WORDS,
  REPEATED_WORDS,
  STUCK_MONEY_WORDS,
  type Word,
} from './triageWords.js';
import type { MatterPriority } from '../common/matter/matter.js';

/** Changes with the words and the rules. */
export const RULES_VERSION = 'rules-1';

/** A wish that is denied is none. */
const DENIED =
  /(?:\b(?:no|not|don't|do not|without|nothing)\b[^.!?\n]{0,20}\b(?:refund|money back|return|urgent|complaint)\b[^.!?\n]{0,10})|(?:(?:refund|रिफंड|पैसे वापस) (?:nahi|नहीं) (?:chahiye|चाहिए))/g;
/** Where two are equal, the one that has to be done first. */
const PRECEDENCE: TriageCategory[] = [
  'spam',
  'damaged_item',
  'wrong_item',
  'account',
  'payment',
  'refund',
  'complaint',
  'return',
  'order_status',
  'product_question',
  'other',
  'feedback',
];
const MOSTLY_DEVANAGARI = 0.3;

interface Found {
  score: number;
  words: string[];
}

/** Triage without a model: the same mail gives the same result everywhere, and the result says which words decided. */
export function triageByRules(given: TriageMail): TriageResult {
  const { mail, instructions } = withoutInstructions(given);
  const text = fold(`${mail.subject}\n${mail.new_text}`).replace(DENIED, ' ');
  const language = languageOf(`${mail.subject}\n${mail.new_text}`);
  const { category, found } = categoryOf(text);
  const sentiment = sentimentOf(text, category);
  const priority = priorityOf(text, category, sentiment.sentiment);
  const reason = [
    `category ${category}: ${found.words.length ? found.words.map((word) => `"${word}"`).join(', ') : 'no word that says more'}`,
    `priority ${priority.priority}: ${priority.why}`,
    `sentiment ${sentiment.sentiment}: ${sentiment.why}`,
    ...(instructions.length ? [`${instructions.length} sentences that give orders to a program were left out`] : []),
  ].join('; ');
  return {
    category,
    priority: priority.priority,
    sentiment: sentiment.sentiment,
    language,
    team: TEAM_OF[category],
    summary: summaryOf(mail, category),
    suggested_reply: replyTemplate(category, language, given.channel),
    reason: reason.slice(0, REASON_LENGTH),
  };
}

function find(text: string, words: Word[]): Found {
  const found: Found = { score: 0, words: [] };
  for (const { weight, pattern } of words) {
    const [match] = pattern.exec(text) ?? [];
    if (!match) continue;
    found.score += weight;
    found.words.push(match.trim());
  }
  return found;
}

function categoryOf(text: string): { category: TriageCategory; found: Found } {
  const all = PRECEDENCE.map((category) => ({ category, found: find(text, CATEGORY_WORDS[category]) }));
  const best = all.reduce((one, other) => (other.found.score > one.found.score ? other : one));
  return best.found.score > 0 ? best : all.find(({ category }) => category === 'other')!;
}

function sentimentOf(text: string, category: TriageCategory): { sentiment: TriageSentiment; why: string } {
  const bad = find(text, NEGATIVE_WORDS);
  const good = find(text, POSITIVE_WORDS);
  const quoted = (words: string[]) =>
    words
      .slice(0, 3)
      .map((word) => `"${word}"`)
      .join(', ');
  if (category === 'spam') return { sentiment: 'neutral', why: 'an advertisement' };
  if (category === 'complaint') return { sentiment: 'negative', why: bad.words.length ? quoted(bad.words) : 'it is a complaint' };
  if (bad.score >= 2 && bad.score > good.score) return { sentiment: 'negative', why: quoted(bad.words) };
  if (good.score >= 2 && good.score > bad.score) return { sentiment: 'positive', why: quoted(good.words) };
  return { sentiment: 'neutral', why: 'nothing that says otherwise' };
}

function priorityOf(text: string, category: TriageCategory, sentiment: TriageSentiment): { priority: MatterPriority; why: string } {
  if (category === 'spam') return { priority: 'low', why: 'an advertisement' };
  if (category === 'feedback' && sentiment !== 'negative') return { priority: 'low', why: 'nothing is asked for' };
  for (const [words, name] of [
    [DANGER_WORDS, 'danger, law or theft'],
    [DEADLINE_WORDS, 'wanted within a day'],
  ] as const) {
    const [word] = find(text, words).words;
    if (word) return { priority: 'urgent', why: `${name}: "${word}"` };
  }
  if (category === 'damaged_item' || category === 'wrong_item' || category === 'complaint')
    return { priority: 'high', why: `always for ${category}` };
  const [stuck] = find(text, STUCK_MONEY_WORDS).words;
  if (stuck && (category === 'payment' || category === 'refund')) return { priority: 'high', why: `money is stuck: "${stuck}"` };
  const [repeated] = find(text, REPEATED_WORDS).words;
  if (repeated && (category === 'refund' || sentiment === 'negative'))
    return { priority: 'high', why: `not the first time: "${repeated}"` };
  if (sentiment === 'negative') return { priority: 'high', why: 'the writer is upset' };
  if (
    category === 'product_question' &&
    !/price|cost|rates|discount|bulk|catalogue|stock|available|which|recommend|स्टॉक|कीमत|उपलब्ध|कब/.test(text)
  )
    return { priority: 'low', why: 'a question without haste' };
  return { priority: 'normal', why: 'nothing that says otherwise' };
}

function languageOf(text: string): TriageLanguage {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  if (letters === 0) return 'other';
  const devanagari = text.match(/[\u0900-\u097f]/g)?.length ?? 0;
  if (devanagari / letters > MOSTLY_DEVANAGARI) return 'hi';
  const words = text.toLowerCase().match(/[a-z']+/g) ?? [];
  const hinglish = words.filter((word) => HINGLISH_WORDS.has(word)).length;
  const english = words.filter((word) => ENGLISH_WORDS.has(word)).length;
  if (hinglish >= 2 && hinglish >= english) return 'hinglish';
  const latin = text.match(/[a-z]/gi)?.length ?? 0;
  // Short English often has none of the everyday words, other languages written long have none either.
  return latin / letters > 0.7 && (english > 0 || words.length <= 3) ? 'en' : 'other';
}

/** The sentence of the mail that says most about its matter. */
function summaryOf({ subject, new_text }: TriageMail, category: TriageCategory): string {
  const candidates = sentences(new_text);
  const scored = candidates.map((sentence) => ({ sentence, score: find(fold(sentence), CATEGORY_WORDS[category]).score }));
  const best = scored.reduce<(typeof scored)[0] | undefined>((one, other) => (!one || other.score > one.score ? other : one), undefined);
  const summary = best?.sentence ?? subject.trim();
  return summary.length > SUMMARY_LENGTH ? `${summary.slice(0, SUMMARY_LENGTH - 1)}…` : summary;
}

// A category that is missing here could never win.
if (PRECEDENCE.length !== TRIAGE_CATEGORIES.length) throw new Error('Every category needs its place.');
