/** The fields of a body that were sent. Null was sent, and clears; undefined was not. */
export function given<T extends object>(body: T): Partial<T> {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined)) as Partial<T>;
}
