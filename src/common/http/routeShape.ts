import type { Type } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';

/** How the framework marks a parameter that takes the query: `4:<index>`. */
const QUERY_PARAMETER = /^4:/;

/** Whether the handler of this name takes the query. */
export function takesQuery(controller: Type, handler: string): boolean {
  const parameters = Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, handler) as object | undefined;
  return Object.keys(parameters ?? {}).some((key) => QUERY_PARAMETER.test(key));
}
