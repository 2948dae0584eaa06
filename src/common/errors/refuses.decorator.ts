import { ApiExtension } from '@nestjs/swagger';
import type { DeclaredError } from './appError.js';

/** Where the refusals of a route, and those of its controller, wait for the API document. */
export const REFUSES_EXTENSION = 'x-refuses';
export const CONTROLLER_REFUSES_EXTENSION = 'x-refuses-all';

/**
 * Documents what a route, or each route of a controller, refuses: `@Refuses(refundNotFound, staleVersion)`. A code that only SQL raises
 * is given as text. The document takes status and sentence from the declarations; what every route can answer comes without being named.
 */
export function Refuses(...errors: (DeclaredError | string)[]): MethodDecorator & ClassDecorator {
  const codes = errors.map((error) => (typeof error === 'string' ? error : { ...error }));
  return (target: object, key?: string | symbol, descriptor?: PropertyDescriptor) => {
    const name = descriptor ? REFUSES_EXTENSION : CONTROLLER_REFUSES_EXTENSION;
    (ApiExtension(name, codes) as (target: object, key?: string | symbol, descriptor?: PropertyDescriptor) => void)(
      target,
      key,
      descriptor,
    );
  };
}
