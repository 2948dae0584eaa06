import { afterAssignment, compareWaiting, sweep } from './backlog.js';
import { type AgentState, choose, type RoutedItem, type RoutingPolicy, STRATEGIES } from './choose.js';

const HOUR = 3_600_000;
const NOW = Date.parse('2026-11-02T05:00:00Z');
const POLICY: RoutingPolicy = {
  strategy: 'round_robin',
  sticky: false,
  relax_after_ms: null,
  fair_limit: null,
  max_age_ms: null,
  while_on_call: false,
};
const agent = (id: string, given: Partial<AgentState> = {}): AgentState => ({
  id,
  category: 'available',
  clocked_in_at: NOW - HOUR,
  in_shift: true,
  teams: ['support'],
  skills: {},
  languages: ['en'],
  load: {},
  capacity: { chat: 4 },
  weights: {},
  total: null,
  last_assigned_at: null,
  idle_since: NOW - HOUR,
  idle_ms: HOUR,
  assigned_at: [],
  ...given,
});
const item = (id: string, given: Partial<RoutedItem> = {}): RoutedItem => ({
  id,
  channel: 'chat',
  team: null,
  skills: [],
  language: null,
  waiting_since: NOW - 60_000,
  last_activity_at: NOW - 60_000,
  sla_due_at: null,
  priority: 'normal',
  excluded: [],
  sticky_agent_id: null,
  assignee_id: null,
  owned_by_bot: false,
  ...given,
});
const chosen = (agents: AgentState[], wanted: Partial<RoutedItem> = {}, policy: Partial<RoutingPolicy> = {}, now = NOW) =>
  choose(agents, item('1', wanted), { ...POLICY, ...policy }, now);
const refusals = (one: AgentState, wanted: Partial<RoutedItem> = {}, policy: Partial<RoutingPolicy> = {}, now = NOW) =>
  chosen([one], wanted, policy, now).candidates[0]!.refusals.map(({ rule }) => rule);

describe('who is asked', () => {
  it('gives 60 items to three agents by turns: 20 each (C-036)', () => {
    const given = sweep(
      ['c', 'a', 'b'].map((id) => agent(id, { capacity: {} })),
      Array.from({ length: 60 }, (_, n) => item(String(n).padStart(2, '0'))),
      () => POLICY,
      NOW,
    );
    const by_agent = new Map<string | null, number>();
    for (const { choice } of given) by_agent.set(choice.agent_id, (by_agent.get(choice.agent_id) ?? 0) + 1);
    expect([...by_agent].sort()).toEqual([
      ['a', 20],
      ['b', 20],
      ['c', 20],
    ]);
    expect(given.slice(0, 6).map(({ choice }) => choice.agent_id)).toEqual(['a', 'b', 'c', 'a', 'b', 'c']);
  });

  it('is the one with the least to do, of equals the one who waited longest (C-038)', () => {
    const load = (chat: number) => ({ load: { chat } });
    expect(chosen([agent('1', load(3)), agent('2', load(1)), agent('3', load(2))], {}, { strategy: 'least_loaded' }).agent_id).toBe('2');
    const equals = [agent('1', { ...load(1), last_assigned_at: NOW - 10 }), agent('2', { ...load(1), last_assigned_at: NOW - 20 })];
    expect(chosen(equals, {}, { strategy: 'least_loaded' }).agent_id).toBe('2');
    const mail = agent('1', { load: { email: 4 }, weights: { email: 0.25 } });
    expect(chosen([mail, agent('2', load(2))], {}, { strategy: 'least_loaded' }).agent_id).toBe('1');
  });

  it.each([
    ['longest_idle', { idle_since: NOW - 10 }, { idle_since: NOW - 20 }],
    ['most_idle', { idle_ms: 10 }, { idle_ms: 20 }],
    ['skill_based', { skills: { refunds: 2 } }, { skills: { refunds: 4 } }],
    ['round_robin', { last_assigned_at: NOW }, { last_assigned_at: NOW - 1 }],
  ] as const)('%s', (strategy, worse, better) => {
    const wanted = { skills: [{ skill: 'refunds', level: 1 }] };
    const skilled = { skills: { refunds: 3 } };
    const agents = [agent('1', { ...skilled, ...worse }), agent('2', { ...skilled, ...better })];
    expect(chosen(agents, wanted, { strategy }).agent_id).toBe('2');
    // The order in which they are given does not matter.
    expect(chosen(agents.reverse(), wanted, { strategy }).agent_id).toBe('2');
  });

  it.each(STRATEGIES)('%s: of complete equals the smaller id', (strategy) => {
    expect(chosen([agent('2'), agent('1')], {}, { strategy }).agent_id).toBe('1');
  });

  it('is first the one who knows the customer, when he can', () => {
    const agents = [agent('1'), agent('2', { last_assigned_at: NOW })];
    const { agent_id, reason } = chosen(agents, { sticky_agent_id: '2' }, { sticky: true });
    expect([agent_id, reason]).toEqual(['2', 'handled this customer last']);
    expect(chosen([agents[0]!, agent('2', { category: 'away' })], { sticky_agent_id: '2' }, { sticky: true }).agent_id).toBe('1');
    expect(chosen(agents, { sticky_agent_id: '2' }).agent_id).toBe('1');
  });
});

describe('who cannot', () => {
  it.each([
    ['team', {}, { team: 'sales' }],
    ['excluded', {}, { excluded: ['1'] }],
    ['clocked_out', { clocked_in_at: null }, {}],
    ['shift', { in_shift: false }, {}],
    ['availability', { category: 'wrap_up' }, {}],
    ['language', {}, { language: 'hi' }],
    ['skill', { skills: { refunds: 1 } }, { skills: [{ skill: 'refunds', level: 2 }] }],
    ['capacity_channel', { load: { chat: 4 } }, {}],
    ['capacity_total', { load: { email: 3 }, total: 3 }, {}],
  ] as [string, Partial<AgentState>, Partial<RoutedItem>][])('%s', (rule, state, wanted) => {
    expect(refusals(agent('1', state), wanted)).toEqual([rule]);
  });

  it('has a call: no other call, and chats only where the policy allows it (C-040)', () => {
    const talking = agent('1', { category: 'busy', load: { call: 1, chat: 2 }, capacity: { chat: 3, call: 1 } });
    expect(refusals(talking, { channel: 'call' }, { while_on_call: true })).toEqual(['availability', 'capacity_channel']);
    expect(refusals(talking)).toEqual(['availability']);
    expect(refusals(talking, {}, { while_on_call: true })).toEqual([]);
    expect(refusals({ ...talking, load: { call: 1, chat: 3 } }, {}, { while_on_call: true })).toEqual(['capacity_channel']);
    expect(refusals({ ...talking, category: 'available' })).toEqual(['on_call']);
  });

  it('had a fair share: the window slides (C-046)', () => {
    const fair_limit = { count: 2, window_ms: HOUR };
    const at = (time: string): number => Date.parse(`2026-11-02T${time}Z`);
    const one = agent('1', { clocked_in_at: at('08:00:00'), assigned_at: [at('10:00:00'), at('10:30:00')] });
    expect(refusals(one, {}, { fair_limit }, at('10:59:59'))).toEqual(['fair_limit']);
    expect(refusals(one, {}, { fair_limit }, at('11:00:00'))).toEqual([]);
  });

  it('lacks a skill, until it is given up; the first is never given up (C-044)', () => {
    const wanted = {
      skills: [
        { skill: 'hindi', level: 1 },
        { skill: 'refunds', level: 1 },
      ],
      waiting_since: NOW - 10 * 60_000,
    };
    const agents = [
      agent('1', { skills: { hindi: 3 } }),
      agent('2', { skills: { hindi: 3, refunds: 3 }, load: { chat: 4 } }),
      agent('3', { skills: { english: 5 } }),
    ];
    const waits = chosen(agents, wanted, { relax_after_ms: 15 * 60_000 });
    expect([waits.agent_id, waits.reason]).toEqual([null, 'nobody has the skills']);
    const relaxed = chosen(agents, wanted, { relax_after_ms: 10 * 60_000 });
    expect([relaxed.agent_id, relaxed.reason]).toEqual(['1', 'longest since the last item; relaxed: refunds']);
    const never = chosen([agents[2]!], { ...wanted, waiting_since: NOW - 100 * HOUR }, { relax_after_ms: 60_000 });
    expect([never.agent_id, never.candidates[0]!.refusals[0]!.rule]).toEqual([null, 'skill']);
    // Somebody who has them all goes before.
    const both = chosen([agents[0]!, agent('2', { skills: { hindi: 1, refunds: 1 }, last_assigned_at: NOW })], wanted, {
      relax_after_ms: 60_000,
    });
    expect(both.agent_id).toBe('2');
  });
});

describe('what is left alone', () => {
  it('has somebody, belongs to a bot, or is too old, by its last activity (C-050)', () => {
    expect(chosen([agent('1')], { assignee_id: '9' }).reason).toBe('already assigned');
    expect(chosen([agent('1')], { owned_by_bot: true }).reason).toBe('a bot has it');
    const old = { waiting_since: NOW - 30 * 24 * HOUR, last_activity_at: NOW - 25 * HOUR };
    expect(chosen([agent('1')], old, { max_age_ms: 24 * HOUR }).reason).toBe('no activity for too long');
    expect(chosen([agent('1')], { ...old, last_activity_at: NOW - HOUR }, { max_age_ms: 24 * HOUR }).agent_id).toBe('1');
  });

  it('has a reason when nobody can', () => {
    expect(chosen([]).reason).toBe('there are no agents');
    expect(chosen([agent('1', { category: 'away' }), agent('2', { load: { chat: 4 } }), agent('3', { load: { chat: 4 } })]).reason).toBe(
      'capacity',
    );
  });
});

describe('what waits', () => {
  it('goes by promise, priority and age, and nobody waits for ever', () => {
    const items = [
      item('young', { priority: 'high', waiting_since: NOW - 1_000 }),
      item('old', { priority: 'high', waiting_since: NOW - 2_000 }),
      item('low', { priority: 'low', waiting_since: NOW - 9_000 }),
      item('promised', { sla_due_at: NOW + HOUR }),
      item('starving', { priority: 'low', waiting_since: NOW - 25 * HOUR }),
      item('urgent', { priority: 'urgent' }),
    ];
    expect(items.sort((one, other) => compareWaiting(one, other, NOW)).map(({ id }) => id)).toEqual([
      'starving',
      'promised',
      'urgent',
      'old',
      'young',
      'low',
    ]);
  });

  it('fills up whoever comes to work, and says why the rest waits (C-042)', () => {
    const items = Array.from({ length: 10 }, (_, n) =>
      item(String(n), { waiting_since: NOW - n * 60_000, priority: n === 3 ? 'urgent' : 'normal' }),
    );
    const given = sweep([agent('1')], items, () => POLICY, NOW);
    expect(given.filter(({ choice }) => choice.agent_id).map(({ item_id }) => item_id)).toEqual(['3', '9', '8', '7']);
    expect(given.slice(4).map(({ choice }) => choice.reason)).toEqual(Array(6).fill('capacity'));
  });

  it('does not stand in the way of what others can take', () => {
    const given = sweep([agent('1')], [item('0', { language: 'hi' }), item('1')], () => POLICY, NOW);
    expect(given.map(({ choice }) => choice.agent_id)).toEqual([null, '1']);
  });

  it('an agent who was given something has it', () => {
    const after = afterAssignment(agent('1', { load: { chat: 1 } }), item('1'), NOW, 2);
    expect(after).toMatchObject({ load: { chat: 2 }, last_assigned_at: NOW + 0.002, idle_since: null, assigned_at: [NOW] });
  });
});
