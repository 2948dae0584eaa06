/** What mail programs put before a subject when they answer … */
const ANSWERS = 're r aw antw antwort sv vs ynt odp rif ref res पुनः उत्तर 回复 答复 返信 回覆'.split(' ');
/** … and when they forward, in the languages they speak. */
const FORWARDS = 'fw fwd wg wtr tr doorst enc rv vb i pd अग्रेषित 转发 轉寄'.split(' ');
/** Deeper stacks are somebody's joke. */
const MAX_PREFIXES = 50;

/** How a subject begins whose mail passes another one on. */
export const FORWARD_PREFIX = prefixOf(FORWARDS.filter((word) => word.length > 1));
export const ANSWER_PREFIX = prefixOf(ANSWERS);
export const SUBJECT_PREFIX = prefixOf([...ANSWERS, ...FORWARDS]);

/** A subject without what it begins with, however often. */
export function withoutPrefixes(subject: string, ...prefixes: RegExp[]): string {
  let rest = subject;
  for (let count = 0; count < MAX_PREFIXES; count += 1) {
    const next = prefixes.reduce((text, prefix) => text.replace(prefix, ''), rest);
    if (next === rest) break;
    rest = next;
  }
  return rest;
}

/** Counted ones too, like Re[2]. */
function prefixOf(words: string[]): RegExp {
  return new RegExp(`^\\s*(?:${words.join('|')})\\s*(?:\\[\\d+\\]|\\(\\d+\\))?\\s*[:：]\\s*`, 'iu');
}
