import type { ClassTransformOptions } from 'class-transformer';

/** Tells decorators that they read a query, where everything is text. */
export const FROM_QUERY = { fromQuery: true } as ClassTransformOptions;

export function isQuery(options: ClassTransformOptions): boolean {
  return 'fromQuery' in options;
}
