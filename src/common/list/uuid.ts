/** The ids of most tables, as Postgres writes them. */
export const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/;

const WHOLE = new RegExp(`^${UUID.source}$`);

/** Whether a text is an id, and nothing else. */
export function isUuid(text: string): boolean {
  return WHOLE.test(text);
}
