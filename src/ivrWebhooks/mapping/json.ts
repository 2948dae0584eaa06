/** A string, or a number with more digits than a double holds. Strings come first, so that digits inside one are left alone. */
const STRING_OR_NUMBER = /"[^"\\]*(?:\\[^][^"\\]*)*"|-?\d{16,}(?![\d.eE])/g;

/** Reads JSON; whole numbers of 16 digits and more become text, so that an id keeps its digits. Raises SyntaxError. */
export function parseJson(text: string): unknown {
  // A byte order mark is not JSON, but is sent.
  const clean = text.replace(/^\uFEFF/, '');
  const found = JSON.parse(clean) as unknown;
  if (!/\d{16}/.test(clean)) return found;
  return JSON.parse(clean.replace(STRING_OR_NUMBER, (part) => (part.startsWith('"') ? part : `"${part}"`))) as unknown;
}
