import { entityKind } from '../common/entities/entityKind.js';

/** A call, all its legs together. */
export const CALL_ENTITY = entityKind('call', {
  module: 'calls',
  table: 'kaleyra_calls',
  key: 'call_id',
  searched: { words: { numbers: 'search_calls' } },
  columns: ['service', 'customer_number'],
  label: ({ service, customer_number }) => {
    if (customer_number === '') return 'Call';
    return service === 'Click2Call' ? `Call to ${customer_number}` : `Call from ${customer_number}`;
  },
  path: '/calls/{id}',
});

export const CALL_ATTEMPT_ENTITY = entityKind('call_attempt', {
  module: 'calls',
  table: 'call_attempts',
  columns: ['customer_number'],
  label: ({ customer_number }) => `Call placed to ${customer_number}`,
  path: '/calls/attempts/{id}',
});
