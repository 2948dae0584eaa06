/** The values of a filter that takes one or several; undefined when it is not given. */
export function listed<T>(value: T | T[] | undefined): T[] | undefined {
  return value === undefined ? undefined : ([value].flat() as T[]);
}
