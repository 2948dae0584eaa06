import type { RowResult } from '../common/imports/importKind.js';
import { agentKeys, AgentImportPlan, type ImportedAgent, type KnownAgent } from './agentImportPlan.js';

const FIELDS: ImportedAgent = {
  name: 'Asha',
  email: 'asha@example.com',
  employee_code: 'E-1',
  phone_number: '5550001',
  is_active: true,
  languages: ['hi', 'en'],
  skills: { refunds: 2 },
  teams: ['billing'],
};

/** Asha and Ravi are there; so are the teams billing and returns. */
function plan(): AgentImportPlan {
  const asha: KnownAgent = { id: 'asha', fields: FIELDS, line: null };
  const ravi: KnownAgent = {
    id: 'ravi',
    fields: { ...FIELDS, name: 'Ravi', email: null, employee_code: 'E-2', phone_number: null },
    line: null,
  };
  const known = [asha, ravi].flatMap((agent) => agentKeys({ id: agent.id, ...agent.fields }).map((key) => [key, agent] as const));
  return new AgentImportPlan(new Map(known), new Set(['billing', 'returns']));
}
const codes = (result: RowResult) => (result.outcome === 'failed' ? result.faults.map(({ field, code }) => [field, code]) : result.outcome);

describe('what a file makes of agents', () => {
  it('creates one whom nobody knows, and changes it with a later row', () => {
    const todo = plan();
    expect(todo.take({ line: 2, values: { name: 'Kiran', employee_code: 'E-3', skills: { hindi: 5 } } })).toMatchObject({
      outcome: 'created',
    });
    expect(todo.take({ line: 5, values: { employee_code: 'E-3', email: 'Kiran@Example.com' } })).toMatchObject({
      outcome: 'updated',
      follows_line: 2,
      record: { id: null, name: 'Kiran', skills: { hindi: 5 }, email: 'Kiran@Example.com' },
    });
    expect(codes(todo.take({ line: 6, values: { email: 'kiran@example.com', name: 'Kiran' } }))).toBe('unchanged');
    expect([...todo.saved]).toMatchObject([{ id: null, line: 2 }]);
  });

  it('changes what the row says and leaves the rest', () => {
    const todo = plan();
    expect(todo.take({ line: 2, values: { id: 'asha', teams: ['returns'] } })).toMatchObject({
      outcome: 'updated',
      record: { ...FIELDS, teams: ['returns'] },
    });
    expect(codes(todo.take({ line: 3, values: { phone_number: '5550001', languages: ['en', 'hi'] } }))).toBe('unchanged');
    expect([...todo.saved].map(({ id }) => id)).toEqual(['asha']);
  });

  it.each([
    ['no key', { name: 'Nobody' }, [[null, 'agent_key_missing']]],
    ['keys of two agents', { employee_code: 'E-2', email: 'asha@example.com' }, [[null, 'agents_differ']]],
    ['a new agent without a name', { employee_code: 'E-9' }, [['name', 'name_missing']]],
    ['a team that is none', { employee_code: 'E-1', teams: ['nowhere'] }, [['teams', 'unknown_team']]],
    ['an id that is none', { id: 'ghost', name: 'Ghost' }, [['id', 'agent_not_found']]],
  ])('refuses a row with %s', (_what, values, faults) => expect(codes(plan().take({ line: 2, values }))).toEqual(faults));
});
