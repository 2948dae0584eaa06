import type { AgentState, RoutingPolicy } from './choose.js';
import { pass, type QueuedItem } from './pass.js';
import { replay } from './replay.js';

const NOW = Date.UTC(2026, 2, 2, 10);
const POLICY: RoutingPolicy = {
  strategy: 'round_robin',
  sticky: false,
  relax_after_ms: null,
  fair_limit: null,
  max_age_ms: null,
  while_on_call: false,
};
const agent = (id: string, change: Partial<AgentState> = {}): AgentState => ({
  id,
  category: 'available',
  clocked_in_at: NOW - 3_600_000,
  in_shift: true,
  teams: [],
  skills: {},
  languages: [],
  load: {},
  capacity: { email: 2 },
  weights: {},
  total: null,
  last_assigned_at: null,
  idle_since: null,
  idle_ms: 0,
  assigned_at: [],
  ...change,
});
const item = (id: string, change: Partial<QueuedItem> = {}): QueuedItem => ({
  id,
  channel: 'email',
  team: null,
  skills: [],
  language: null,
  waiting_since: NOW - 60_000,
  last_activity_at: NOW,
  sla_due_at: null,
  priority: 'normal',
  excluded: [],
  sticky_agent_id: null,
  assignee_id: null,
  owned_by_bot: false,
  lane: 'email',
  lane_since: NOW - 60_000,
  ...change,
});

describe('a pass of the router', () => {
  it('closes the lanes of which nobody can take anything', () => {
    const hindi = { lane: 'email/hi', language: 'hi' };
    const done = pass([agent('1', { languages: ['en'] })], [item('a', hindi), item('b')], () => POLICY, NOW);
    expect(done.looked.map(({ choice }) => choice.agent_id)).toEqual([null, '1']);
    expect(done.closed).toEqual(['email/hi']);
    expect(pass([agent('1')], [item('a'), item('b'), item('c')], () => POLICY, NOW).closed).toEqual(['email']);
  });

  it('keeps a lane open when what speaks against one item does not speak against those behind it', () => {
    const given_back = item('a', { excluded: ['1'] });
    expect(pass([agent('1')], [given_back], () => POLICY, NOW)).toMatchObject({ closed: [], looked: [{ choice: { agent_id: null } }] });
    const skilled = {
      skills: [
        { skill: 'refunds', level: 1 },
        { skill: 'hindi', level: 1 },
      ],
      lane_since: NOW - 7_200_000,
    };
    const patient = { ...POLICY, relax_after_ms: 3_600_000 };
    const half = agent('1', { skills: { refunds: 3 } });
    expect(pass([half], [item('a', skilled)], () => patient, NOW).closed).toEqual([]);
    expect(pass([half], [item('a', { ...skilled, lane_since: NOW })], () => patient, NOW).closed).toEqual(['email']);
  });

  it('leaves alone what has no policy', () => {
    expect(pass([agent('1')], [item('a')], () => null, NOW)).toMatchObject({ looked: [], closed: ['email'] });
  });

  it('comes out again from what is stored of it, also when some of its decisions were nothing new', () => {
    const agents = [agent('1'), agent('2'), agent('3', { category: 'away' })];
    const items = Array.from({ length: 6 }, (_, n) => item(String(n), { waiting_since: NOW - n }));
    const { looked } = pass(agents, items, () => POLICY, NOW);
    expect(looked.map(({ choice }) => choice.agent_id)).toEqual(['1', '2', '1', '2', null, null]);
    const stored = looked
      .filter((_, n) => n !== 4)
      .map(({ item: one, policy, given, choice }) => ({
        inputs: { item: one, policy, given },
        agent_id: choice.agent_id,
      }));
    expect(replay({ agents, now: NOW }, stored)).toEqual(looked.filter((_, n) => n !== 4).map(({ choice }) => choice));
  });
});
