import type { Writes, WritesWorld } from '../writes.js';

export function writes({ make, product }: WritesWorld): Writes {
  let made = 0;
  const agent = async () => (await make('/agents', { name: `Agent ${(made += 1)}` })).id;
  const clockedIn = async () => {
    const id = await agent();
    await product().call('PATCH', `/agents/${id}/clock-in`, { body: {} });
    return id;
  };
  const status = () => make('/agent-statuses', { status: `word_${(made += 1)}`, name: `Word ${made}`, category: 'away' });
  const past = { started_at: '2026-02-24T04:00:00Z', ended_at: '2026-02-24T12:00:00Z', reason: 'Not clocked.' };
  const interval = async () => {
    const id = await agent();
    return `/agents/${id}/work-intervals/${(await make(`/agents/${id}/work-intervals`, past)).id}`;
  };
  return {
    'POST /agents': ['insert agents: after', async () => ({ path: '/agents', body: { name: 'Asha' } })],
    'PATCH /agents/{id}': ['update agents: before, after', async () => ({ path: `/agents/${await agent()}`, body: { name: 'Ravi' } })],
    'DELETE /agents/{id}': ['delete agents: before, after', async () => ({ path: `/agents/${await agent()}` })],
    'PATCH /agents/{id}/status': [
      'set_status agents: before, after',
      async () => ({ path: `/agents/${await agent()}/status`, body: { status: 'available' } }),
    ],
    'PATCH /agents/{id}/clock-in': [
      'clock_in agents: before, after',
      async () => ({ path: `/agents/${await agent()}/clock-in`, body: {} }),
    ],
    'PATCH /agents/{id}/clock-out': ['clock_out agents: before, after', async () => ({ path: `/agents/${await clockedIn()}/clock-out` })],
    'POST /agents/{id}/work-intervals': [
      'add work_intervals: after',
      async () => ({ path: `/agents/${await agent()}/work-intervals`, body: past }),
    ],
    'PATCH /agents/{id}/work-intervals/{interval_id}': [
      'correct work_intervals: before, after',
      async () => ({ path: await interval(), body: { ended_at: '2026-02-24T11:00:00Z', reason: 'Left earlier.' } }),
    ],
    'DELETE /agents/{id}/work-intervals/{interval_id}': [
      'remove work_intervals: before',
      async () => ({ path: `${await interval()}?reason=Wrong%20day.` }),
    ],
    'POST /agent-statuses': [
      'insert agent_statuses: after',
      async () => ({ path: '/agent-statuses', body: { status: `word_${(made += 1)}`, name: `Word ${made}`, category: 'away' } }),
    ],
    'PATCH /agent-statuses/{id}': [
      'update agent_statuses: before, after',
      async () => ({ path: `/agent-statuses/${(await status()).id}`, body: { is_enabled: false } }),
    ],
    'DELETE /agent-statuses/{id}': ['delete agent_statuses: before', async () => ({ path: `/agent-statuses/${(await status()).id}` })],
  };
}
