/** What a person typed, for an `ilike`: its wildcards lose their meaning, so that a search for `50%_off` finds just that. */
export function searchPattern(typed: string): string {
  return `%${literal(typed, /[\\%_]/g)}%`;
}

function literal(typed: string, signs: RegExp): string {
  return typed.trim().replace(signs, (sign) => `\\${sign}`);
}
