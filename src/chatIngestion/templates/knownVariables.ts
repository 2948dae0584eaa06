import type { Variable } from '../../common/templates/template.js';

/** Variables that every canned text may use; their values are known, unless nobody ever said them. */
export const KNOWN_VARIABLES: readonly Variable[] = [
  { name: 'customer.name', kind: 'text', sample: 'Asha Rao' },
  { name: 'customer.phone', kind: 'text', sample: '+918123456789' },
  { name: 'customer.email', kind: 'text', sample: 'asha@example.com' },
  { name: 'agent.name', kind: 'text', sample: 'Ravi' },
  { name: 'today', kind: 'date', sample: '2026-12-24' },
];
