/**
 * What a person typed, as a PostgREST `or` filter over some columns. Quotes, backslashes and the wildcards of `ilike`
 * lose their meaning, so that a search for `50%_off` finds just that.
 */
export function searchFilter(columns: string[], typed: string): string {
  const quoted = `"*${literal(typed, /[\\%_*]/g).replace(/[\\"]/g, (sign) => `\\${sign}`)}*"`;
  return columns.map((column) => `${column}.ilike.${quoted}`).join(',');
}

/** The same for an `ilike` in SQL. */
export function searchPattern(typed: string): string {
  return `%${literal(typed, /[\\%_]/g)}%`;
}

function literal(typed: string, signs: RegExp): string {
  return typed.trim().replace(signs, (sign) => `\\${sign}`);
}
