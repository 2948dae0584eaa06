/** What mail programs put before a subject when they answer or forward, in the languages they speak, counted ones like Re[2] too. */
const PREFIX =
  /^(?:(?:re|r|aw|antw|antwort|sv|vs|vb|ynt|odp|rif|res|ref|fw|fwd|wg|wtr|tr|doorst|enc|rv|i|पुनः|उत्तर|अग्रेषित|回复|答复|转发|返信|轉寄|回覆)\s*(?:\[\d+\]|\(\d+\))?\s*[:：]\s*|\[(?:external|ext|extern|extérieur)\]\s*[:：]?\s*)/iu;

/** Deeper stacks are somebody's joke. */
const MAX_PREFIXES = 50;

/** The subject of a matter: without the Re:, Fwd:, AW: of its messages, however many. */
export function threadSubject(subject: string): string {
  let rest = subject.replace(/\s+/g, ' ').trim();
  for (let count = 0; count < MAX_PREFIXES; count += 1) {
    const next = rest.replace(PREFIX, '');
    if (next === rest) break;
    rest = next;
  }
  return rest;
}
