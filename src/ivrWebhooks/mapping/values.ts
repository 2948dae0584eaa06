/** Words that mean that a provider has nothing to say. */
const NOTHING = new Set(['', 'null', 'undefined', 'nil', 'n/a']);
/** A placeholder that the provider did not fill in: `{recording}`, `{{recording}}`, `$recording`, `${recording}`, `%recording%`. */
const UNFILLED = /^(\{\{?\s*[\w.-]+\s*\}?\}|\$[a-z_][\w.]*|\$\{\s*[\w.-]+\s*\}|%[a-z_]\w*%)$/i;

/** Whether a value says nothing. What says nothing never replaces what is known. `words` are further ones, in lower case. */
export function isEmpty(value: unknown, words: readonly string[] = []): boolean {
  if (value === null || value === undefined) return true;
  if (typeof value !== 'string') return false;
  const text = value.trim();
  const lower = text.toLowerCase();
  return NOTHING.has(lower) || UNFILLED.test(text) || words.includes(lower);
}

/** A single value as text; null for objects and lists. */
export function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value.trim();
  return typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint' ? String(value) : null;
}
