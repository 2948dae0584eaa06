import { entityKind } from '../common/entities/entityKind.js';

export const IVR_CALL_ENTITY = entityKind('ivr_call', {
  module: 'ivr',
  scopes: 'public.department_scopes(r.department)',
  table: 'ivr_calls',
  searched: {},
  columns: ['direction', 'customer_number', 'customer_name'],
  label: ({ direction, customer_number, customer_name }) =>
    `Call ${direction === 'outbound' ? 'to' : 'from'} ${customer_name ?? customer_number ?? 'a hidden number'}`,
  path: '/ivr-calls/{id}',
});
