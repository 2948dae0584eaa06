import type { Writes, WritesWorld } from '../writes.js';

export function writes({ make, product }: WritesWorld): Writes {
  let made = 0;
  const body = () => ({ key: `team-${(made += 1)}` });
  const team = async () => `/teams/${(await make('/teams', body())).id}`;
  const place = async () => `${await team()}/members/${(await make('/agents', { name: `Member ${made}` })).id}`;
  return {
    'POST /teams': ['insert teams: after', async () => ({ path: '/teams', body: body() })],
    'PATCH /teams/{id}': ['update teams: before, after', async () => ({ path: await team(), body: { name: 'Others' } })],
    'DELETE /teams/{id}': ['delete teams: before', async () => ({ path: await team() })],
    'PUT /teams/{id}/members/{agent_id}': ['insert team_members: after', async () => ({ path: await place(), body: { role: 'lead' } })],
    'DELETE /teams/{id}/members/{agent_id}': [
      'delete team_members: before',
      async () => {
        const path = await place();
        await product().call('PUT', path, { body: {} });
        return { path };
      },
    ],
  };
}
