import { validationFailed } from '../errors/commonErrors.js';

/**
 * What an order on many things is about: a filter that says something, or `all: true` for everything. Nothing at all is no order on
 * everything: it is what a body looks like that was not understood. Raises validation_failed.
 */
export function onlyNarrowed<F extends object>(filter: F, all: boolean | undefined): F {
  const is_narrow = Object.values(filter).some((value) => value !== undefined);
  if (is_narrow && all) throw validationFailed([{ field: 'all', message: 'all must not be given together with a filter' }]);
  if (!is_narrow && !all) throw validationFailed([{ field: 'all', message: 'give a filter, or all: true for everything' }]);
  return filter;
}
