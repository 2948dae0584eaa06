import { makeEmail, makeMailbox } from '../factories/emails.js';
import type { Writes, WritesWorld } from '../writes.js';

export function writes({ product, make, adminId }: WritesWorld): Writes {
  let made = 0;
  const pool = () => product().database.pool;
  const agent = async (more: object = {}) => (await make('/agents', { name: `Agent ${(made += 1)}`, ...more })).id;
  const item = async (columns: Record<string, unknown> = {}) => {
    const { thread_id } = await makeEmail(pool(), await makeMailbox(pool()), columns);
    return { entity_type: 'email_thread', entity_id: String(thread_id) };
  };
  const assignment = async () =>
    `/query-assignments/${(await make('/query-assignments', { ...(await item()), agent_id: await agent() })).id}`;
  const team = async () => make('/teams', { key: `work-${(made += 1)}` });
  const policy = async () => `/routing/policies/${(await make('/routing/policies', { team_id: (await team()).id })).id}`;
  const given = 'assign email_threads: before, after & insert query_assignments: after';
  return {
    'POST /query-assignments': [given, async () => ({ path: '/query-assignments', body: { ...(await item()), agent_id: await agent() } })],
    'POST /query-assignments/claim': [
      given,
      async () => {
        const { rows } = await pool().query('select from public.agents where user_id = $1', [adminId()]);
        if (rows.length === 0) await agent({ user_id: adminId() });
        return { path: '/query-assignments/claim', body: await item() };
      },
    ],
    'POST /query-assignments/auto-assign': [
      given,
      async () => {
        const { id, key } = await make<{ id: string; key: string }>('/teams', { key: `routed-${(made += 1)}` });
        // Otherwise the router is faster, and gives the agent what others have left too.
        const { rows } = await pool().query<{ id: string }>('select id from public.routing_policies where team_id is null');
        await product().call('PATCH', `/routing/policies/${rows[0]!.id}`, { body: { is_enabled: false } });
        await make('/routing/policies', { team_id: id, is_enabled: false });
        const routed = await item({ team: key });
        await product().call('PATCH', `/agents/${await agent({ teams: [key] })}/clock-in`, { body: {} });
        return { path: '/query-assignments/auto-assign', body: routed };
      },
    ],
    'POST /query-assignments/bulk-assign': [
      given,
      async () => {
        const { entity_type, entity_id } = await item();
        return { path: '/query-assignments/bulk-assign', body: { entity_type, ids: [entity_id], agent_id: await agent() } };
      },
    ],
    'PATCH /query-assignments/{id}': [
      'update query_assignments: before, after',
      async () => ({ path: await assignment(), body: { note: 'Please answer today.' } }),
    ],
    'POST /query-assignments/{id}/actions': [
      'accept query_assignments: before, after',
      async () => ({ path: `${await assignment()}/actions`, body: { action: 'accept' } }),
    ],
    'DELETE /query-assignments/{id}': [
      'assign email_threads: before, after & unassign query_assignments: before, after',
      async () => ({ path: await assignment() }),
    ],
    'POST /routing/policies': [
      'insert routing_policies: after',
      async () => ({ path: '/routing/policies', body: { team_id: (await team()).id } }),
    ],
    'PATCH /routing/policies/{id}': [
      'update routing_policies: before, after',
      async () => ({ path: await policy(), body: { strategy: 'round_robin' } }),
    ],
    'DELETE /routing/policies/{id}': ['delete routing_policies: before', async () => ({ path: await policy() })],
  };
}
