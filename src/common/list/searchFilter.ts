/**
 * What a person typed, as a PostgREST `or` filter over some columns. Quotes, backslashes and the wildcards of `ilike`
 * lose their meaning, so that a search for `50%_off` finds just that.
 */
export function searchFilter(columns: string[], typed: string): string {
  const literal = typed.trim().replace(/[\\%_*]/g, (sign) => `\\${sign}`);
  const quoted = `"*${literal.replace(/[\\"]/g, (sign) => `\\${sign}`)}*"`;
  return columns.map((column) => `${column}.ilike.${quoted}`).join(',');
}
