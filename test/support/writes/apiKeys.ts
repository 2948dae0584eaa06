import type { Writes, WritesWorld } from '../writes.js';

export function writes({ make }: WritesWorld): Writes {
  const key = () => make('/api-keys', { name: 'Key', scopes: ['calls:view'] });
  return {
    'POST /api-keys': ['insert api_keys: after', async () => ({ path: '/api-keys', body: { name: 'Key', scopes: ['calls:view'] } })],
    'PATCH /api-keys/{id}': [
      'update api_keys: before, after',
      async () => ({ path: `/api-keys/${(await key()).id}`, body: { name: 'Other' } }),
    ],
    'DELETE /api-keys/{id}': ['update api_keys: before, after', async () => ({ path: `/api-keys/${(await key()).id}` })],
    'POST /api-keys/{id}/rotate': [
      'update api_keys: before, after',
      async () => ({ path: `/api-keys/${(await key()).id}/rotate`, body: {} }),
    ],
  };
}
