import type { Writes, WritesWorld } from '../writes.js';

export function writes({ make }: WritesWorld): Writes {
  const given = async () => ({ kind: 'praise', comment: 'Calm on the phone.', agent_id: (await make('/agents', { name: 'Ravi' })).id });
  const path = async () => `/agent-feedback/${(await make('/agent-feedback', await given())).id}`;
  return {
    'POST /agent-feedback': ['insert agent_feedback: after', async () => ({ path: '/agent-feedback', body: await given() })],
    'PATCH /agent-feedback/{id}': ['update agent_feedback: before, after', async () => ({ path: await path(), body: { topic: 'tone' } })],
    'POST /agent-feedback/{id}/actions': [
      'acknowledge agent_feedback: before, after',
      async () => ({ path: `${await path()}/actions`, body: { action: 'acknowledge' } }),
    ],
    'DELETE /agent-feedback/{id}': ['update agent_feedback: before, after', async () => ({ path: await path() })],
  };
}
