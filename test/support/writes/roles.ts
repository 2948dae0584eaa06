import type { Writes, WritesWorld } from '../writes.js';

export function writes({ adminId, make }: WritesWorld): Writes {
  const role = async () => (await make('/roles', { name: `role_${Math.random().toString(36).slice(2, 10)}` })).id;
  return {
    'POST /roles': ['insert roles: after', async () => ({ path: '/roles', body: { name: 'written' } })],
    'POST /roles/users': [
      'insert user_roles: after',
      async () => ({ path: '/roles/users', body: { user_id: adminId(), role_id: await role() } }),
    ],
    'DELETE /roles/users/{id}': [
      'delete user_roles: before',
      async () => ({ path: `/roles/users/${(await make('/roles/users', { user_id: adminId(), role_id: await role() })).id}` }),
    ],
    'PATCH /roles/{id}': [
      'update roles: before, after',
      async () => ({ path: `/roles/${await role()}`, body: { description: 'Reviews recordings.' } }),
    ],
    'DELETE /roles/{id}': ['delete roles: before', async () => ({ path: `/roles/${await role()}` })],
    'PUT /roles/{id}/modules': [
      'insert role_modules: after',
      async () => ({ path: `/roles/${await role()}/modules`, body: { modules: [{ module_key: 'calls', can_view: true }] } }),
    ],
  };
}
