const UNSTORABLE = /[\0\uD800-\uDFFF]/;
/** Deeper than this nothing of a provider's is worth keeping. */
const DEEPEST = 32;

/**
 * What a provider sent, as it can be kept: Postgres refuses NUL and half surrogates in text and jsonb alike. The latter become U+FFFD,
 * which shows that something was there, and so does NUL, unless `nul` says what stands for it. A clean value is returned as it is.
 */
export function storable(value: unknown, nul = '\uFFFD', depth = 0): unknown {
  if (typeof value === 'string') return UNSTORABLE.test(value) ? value.replaceAll('\0', nul).toWellFormed() : value;
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= DEEPEST) return null;
  if (Array.isArray(value)) {
    const items = value.map((item) => storable(item, nul, depth + 1));
    return items.some((item, index) => item !== value[index]) ? items : value;
  }
  let clean = true;
  const entries: [string, unknown][] = [];
  for (const [key, item] of Object.entries(value)) {
    const entry: [string, unknown] = [storable(key, nul) as string, storable(item, nul, depth + 1)];
    clean &&= entry[0] === key && entry[1] === item;
    entries.push(entry);
  }
  return clean ? value : Object.fromEntries(entries);
}
