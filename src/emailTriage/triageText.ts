import { FORWARD_PREFIX } from '../providers/mail/subjectPrefixes.js';
import type { TriageMail } from './triageFields.js';

/** Where the mail that is answered begins, in the few forms that most programs write. */
const HISTORY = /^(?:>|On .{5,120} wrote:\s*$|-{2,}\s*(?:Original Message|मूल संदेश)|_{10,}\s*$)/im;
/** What is passed on is what the mail is about, with its quote signs, if it has any. */
const FORWARD = /^(?:-{2,}\s*(?:Forwarded message|अग्रेषित संदेश).*|Begin forwarded message:)$/im;
const SIGNATURE = /^(?:-- ?|Sent from my .*|Get Outlook for .*)$/m;
const CLOSING = new RegExp(
  `^(?:many |with |kind |best |warm )?(?:${[
    'thanks(?: (?:and|&) regards)?|thank you|thx|regards|cheers|best|sincerely|yours \\w+|dhanyawad|dhanyavaad',
    'shukriya|धन्यवाद|आभार|सादर',
  ].join('|')})[\\s,.!]*(?:\\n|$)`,
  'im',
);
const GREETING =
  /^(?:hi+|hello|hey|dear|good (?:morning|afternoon|evening)|namaste|namaskar|respected|नमस्ते|नमस्कार|प्रिय|महोदय)(?:[ ,!.]+(?:there|team|all|sir|madam|sir\/madam|support|ji))*[ ,!.:-]*/i;
/** A closing stands in the last lines; elsewhere a thank-you is meant. */
const CLOSING_LINES = 5;

/** Rules read no further, characters. */
const MOST_READ = 20_000;

/** Text that tells a program what to do with the mail, instead of telling us something. */
const INSTRUCTIONS = [
  /\b(?:ignore|disregard|forget|override)\b[^.!?\n]{0,40}\b(?:instructions?|rules?|prompts?|guidelines)\b/i,
  /\b(?:system|developer|assistant)\s*(?:prompt|message|instruction)?\s*:/i,
  /\byou are (?:now )?(?:an?|the) (?:ai|assistant|language model|bot|system|triage)\b/i,
  /\b(?:set|mark|change|make|assign|classify|categori[sz]e|label|route|treat)\b[^.!?\n]{0,40}\b(?:priority|category|sentiment|language|team|urgent|as spam)\b/i,
  /\b(?:priority|category|sentiment|team)["']?\s*[:=]\s*["']?[a-z_]+/i,
  /\b(?:assign|route) (?:this|it|the (?:mail|ticket|e-?mail))\b[^.!?\n]{0,30}\bto\b/i,
  /(?:निर्देश|इंस्ट्रक्शन)[^।.!?\n]{0,30}(?:अनदेखा|नज़रअंदाज़|भूल)/,
  /\b(?:pichhl[ae]|purane|sabhi|saare)\b[^.!?\n]{0,20}\binstructions?\b[^.!?\n]{0,20}\b(?:bhool|ignore|chhod)/i,
];

/** Devanagari is written with and without dots and with either nasal sign; quotes may be curly. */
export function fold(text: string): string {
  return text.normalize('NFC').replaceAll('\u093c', '').replaceAll('\u0901', '\u0902').replace(/[’‘]/g, "'").toLowerCase();
}

/**
 * What the writer says in this mail, and what he passes on, without what he answers, greeting, closing and signature. Outlook passes on
 * what looks like an answer: the subject tells.
 */
export function ownWords({ subject, new_text }: TriageMail): string {
  const whole = new_text.replaceAll('\r\n', '\n');
  const mark = FORWARD.exec(whole) ?? (FORWARD_PREFIX.test(subject) ? HISTORY.exec(whole) : null);
  if (!mark) return withoutFrame(whole);
  const passed_on = whole.slice(mark.index + mark[0].length).replace(/^(?:> ?)+/gm, '');
  return [withoutFrame(whole.slice(0, mark.index)), withoutFrame(passed_on.trim())].filter(Boolean).join('\n');
}

function withoutFrame(text: string): string {
  let words = text;
  for (const end of [HISTORY, SIGNATURE]) {
    const at = words.search(end);
    // What begins with a quotation is answered below it.
    if (at > 0 && words.slice(0, at).trim() !== '') words = words.slice(0, at);
  }
  words = words
    .split('\n')
    .filter((line) => !/^\s*>/.test(line))
    .join('\n')
    .trim();
  const lines = words.split('\n');
  const tail = lines.slice(-CLOSING_LINES).join('\n');
  const closing = tail.search(CLOSING);
  const head = lines.slice(0, -CLOSING_LINES).join('\n');
  if (closing > 0 || (closing === 0 && head)) words = [head, tail.slice(0, closing)].filter(Boolean).join('\n').trim();
  return words.replace(GREETING, '').trim();
}

export function sentences(text: string): string[] {
  return text
    .split(/(?<=[.!?।])\s+|\n+/)
    .map((sentence) => sentence.trim())
    .filter((sentence) => /[\p{L}\p{N}]/u.test(sentence));
}

/** Splits a mail into what it says and what it orders a program to do. */
export function withoutInstructions({ subject, new_text }: TriageMail): { mail: TriageMail; instructions: string[] } {
  const instructions: string[] = [];
  const keep = (text: string): string =>
    sentences(text)
      .filter((sentence) => {
        if (!INSTRUCTIONS.some((pattern) => pattern.test(sentence))) return true;
        instructions.push(sentence);
        return false;
      })
      .join('\n');
  const words = ownWords({ subject, new_text }).slice(0, MOST_READ);
  const mail = { subject: keep(subject), new_text: keep(words) };
  return instructions.length === 0 ? { mail: { subject, new_text: words }, instructions } : { mail, instructions };
}
