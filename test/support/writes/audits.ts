import type { Writes, WritesWorld } from '../writes.js';

let made = 0;

/** A scorecard with a question that is critical and one that is not. */
export function scorecard(change: object = {}) {
  return {
    name: `Card ${process.pid}-${(made += 1)}`,
    sections: [
      {
        key: 'all',
        title: 'All',
        questions: [
          { key: 'greeting', text: 'Was the customer greeted?', kind: 'yes_no', weight: 95 },
          { key: 'consent', text: 'Was the recording announced?', kind: 'yes_no', weight: 5, is_critical: true },
        ],
      },
    ],
    ...change,
  };
}

export function writes({ make, one }: WritesWorld): Writes {
  const card = async () => (await make('/audits/scorecards', scorecard())).id;
  const agent = async () => (await make('/agents', { name: 'Ravi' })).id;
  const ticket = async (agent_id: string) =>
    one(`insert into tickets (subject, status, assignee_id, resolved_at) values ('Late', 'resolved', $1, now()) returning id`, [agent_id]);
  const given = async () => {
    const agent_id = await agent();
    return { entity_type: 'ticket', entity_id: await ticket(agent_id), agent_id, scorecard_id: await card() };
  };
  const audit = async () => (await make('/audits', await given())).id;
  const sample = async () => ({ scorecard_id: await card(), seed: 'one', per_agent: 1, from_on: '2020-01-01', to_on: '2020-01-07' });
  const task = async () => (await make('/audits/coaching-tasks', { agent_id: await agent(), title: 'Listen' })).id;
  return {
    'POST /audits/scorecards': [
      'insert audit_scorecard_versions: after & insert audit_scorecards: after',
      async () => ({ path: '/audits/scorecards', body: scorecard() }),
    ],
    'PATCH /audits/scorecards/{id}': [
      'update audit_scorecards: before, after',
      async () => ({ path: `/audits/scorecards/${await card()}`, body: { description: 'Other' } }),
    ],
    'DELETE /audits/scorecards/{id}': [
      'update audit_scorecards: before, after',
      async () => ({ path: `/audits/scorecards/${await card()}` }),
    ],
    'POST /audits/samples/preview': ['', async () => ({ path: '/audits/samples/preview', body: await sample() })],
    'POST /audits/samples': ['insert audit_samples: after', async () => ({ path: '/audits/samples', body: await sample() })],
    'POST /audits': ['insert audits: after', async () => ({ path: '/audits', body: await given() })],
    'PATCH /audits/{id}': [
      'insert audit_scores: after',
      async () => ({ path: `/audits/${await audit()}`, body: { answers: [{ question: 'greeting', answer: 'yes' }] } }),
    ],
    'POST /audits/{id}/actions': [
      'insert audit_scores: after & score audits: before, after',
      async () => ({
        path: `/audits/${await audit()}/actions`,
        body: {
          action: 'score',
          answers: [
            { question: 'greeting', answer: 'yes' },
            { question: 'consent', answer: 'no' },
          ],
        },
      }),
    ],
    'DELETE /audits/{id}': ['update audits: before, after', async () => ({ path: `/audits/${await audit()}` })],
    'POST /audits/coaching-tasks': [
      'insert coaching_tasks: after',
      async () => ({ path: '/audits/coaching-tasks', body: { agent_id: await agent(), title: 'Listen', due_on: '2026-03-15' } }),
    ],
    'PATCH /audits/coaching-tasks/{id}': [
      'update coaching_tasks: before, after',
      async () => ({ path: `/audits/coaching-tasks/${await task()}`, body: { title: 'Listen twice' } }),
    ],
    'POST /audits/coaching-tasks/{id}/actions': [
      'finish coaching_tasks: before, after',
      async () => ({ path: `/audits/coaching-tasks/${await task()}/actions`, body: { action: 'finish' } }),
    ],
    'DELETE /audits/coaching-tasks/{id}': [
      'update coaching_tasks: before, after',
      async () => ({ path: `/audits/coaching-tasks/${await task()}` }),
    ],
  };
}
