import type { Writes, WritesWorld } from '../writes.js';

export function writes({ make }: WritesWorld): Writes {
  let made = 0;
  const body = () => ({ key: `department-${(made += 1)}` });
  const department = async () => `/departments/${(await make('/departments', body())).id}`;
  return {
    'POST /departments': ['insert departments: after', async () => ({ path: '/departments', body: body() })],
    'PATCH /departments/{id}': ['update departments: before, after', async () => ({ path: await department(), body: { name: 'Others' } })],
    'DELETE /departments/{id}': ['delete departments: before', async () => ({ path: await department() })],
  };
}
