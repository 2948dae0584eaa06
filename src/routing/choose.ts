/** What an agent is doing, in the five categories under which installations have words of their own. */
type AvailabilityCategory = 'available' | 'busy' | 'wrap_up' | 'away' | 'offline';

/** An agent as he is at one moment. Times are milliseconds since 1970. */
export interface AgentState {
  id: string;
  category: AvailabilityCategory;
  /** Since when he has been at work without a break; null: has not clocked in. */
  clocked_in_at: number | null;
  /** False outside his calendar. */
  in_shift: boolean;
  teams: readonly string[];
  /** Level by skill, 1 to 5. */
  skills: Readonly<Record<string, number>>;
  /** Empty: not known, so that no language speaks against him. */
  languages: readonly string[];
  /** Open items, not snoozed ones, by channel. */
  load: Readonly<Record<string, number>>;
  /** Most items by channel; a channel that is not named has no limit of its own. */
  capacity: Readonly<Record<string, number>>;
  /** What an item of a channel counts towards `total`; 1 where it is not named. */
  weights: Readonly<Record<string, number>>;
  /** Most weight over all channels; null: no limit. */
  total: number | null;
  last_assigned_at: number | null;
  /** Since when he has had nothing to do; null: has something. */
  idle_since: number | null;
  /** Milliseconds without anything to do since he clocked in, until now. */
  idle_ms: number;
  /** When he was given something lately, as far back as the widest window of a policy. */
  assigned_at: readonly number[];
}

interface SkillWish {
  skill: string;
  level: number;
}

/** Something that needs somebody. */
export interface RoutedItem {
  id: string;
  channel: string;
  team: string | null;
  /** The most important first: it is never relaxed. */
  skills: readonly SkillWish[];
  language: string | null;
  waiting_since: number;
  last_activity_at: number;
  sla_due_at: number | null;
  priority: Priority;
  /** Agents who gave it back or did not answer: they are not asked again. */
  excluded: readonly string[];
  /** Who handled this customer last. */
  sticky_agent_id: string | null;
  assignee_id: string | null;
  owned_by_bot: boolean;
}

export const PRIORITIES = ['urgent', 'high', 'normal', 'low'] as const;
type Priority = (typeof PRIORITIES)[number];

export const STRATEGIES = ['round_robin', 'least_loaded', 'longest_idle', 'most_idle', 'skill_based'] as const;
export type Strategy = (typeof STRATEGIES)[number];

export interface RoutingPolicy {
  strategy: Strategy;
  /** The agent who handled the customer last goes first, when he can. */
  sticky: boolean;
  /** After so long the least important skill is given up, after twice as long the next one; null: never. */
  relax_after_ms: number | null;
  /** At most so many items per agent in any window of that length. */
  fair_limit: { count: number; window_ms: number } | null;
  /** Items without activity for so long are left alone; null: none. */
  max_age_ms: number | null;
  /** Whether an agent on a call gets items of other channels too. */
  while_on_call: boolean;
}

/** Why an agent could not take it; `limit` and `value` are numbers of the rule. */
interface Refusal {
  rule:
    | 'team'
    | 'excluded'
    | 'clocked_out'
    | 'shift'
    | 'availability'
    | 'language'
    | 'skill'
    | 'on_call'
    | 'capacity_channel'
    | 'capacity_total'
    | 'fair_limit';
  /** In words, for people. */
  says: string;
}

interface Candidate {
  agent_id: string;
  /** Empty: could take it. */
  refusals: Refusal[];
  /** Skills that he lacks and that were given up. */
  relaxed: string[];
  /** What the strategy compares, smallest first; for those who could take it. */
  rank: number[] | null;
}

export interface Choice {
  agent_id: string | null;
  /** Why this one, or why nobody. */
  reason: string;
  /** Every agent that was looked at, in the order given. */
  candidates: Candidate[];
}

/**
 * Who gets it. Pure and deterministic: the same agents, item, policy and moment give the same answer, whatever the order of the agents. Of
 * equals it is the one who has waited longest for something, and then the one with the smaller id.
 */
export function choose(agents: readonly AgentState[], item: RoutedItem, policy: RoutingPolicy, now: number): Choice {
  const not_now = whyNobody(item, policy, now);
  if (not_now) return { agent_id: null, reason: not_now, candidates: [] };
  const wanted = wishes(item, policy, now);
  const candidates = agents.map((agent): Candidate => {
    const refusals = refusalsOf(agent, item, policy, wanted.kept, now);
    const relaxed = wanted.given_up.filter((wish) => !hasSkill(agent, wish)).map(({ skill }) => skill);
    return { agent_id: agent.id, refusals, relaxed, rank: refusals.length > 0 ? null : rankOf(agent, item, policy, relaxed) };
  });
  const able = candidates.filter((candidate) => candidate.rank !== null);
  if (able.length === 0) return { agent_id: null, reason: nobodyCould(candidates), candidates };
  const sticky = policy.sticky ? able.find(({ agent_id }) => agent_id === item.sticky_agent_id) : undefined;
  const first = sticky ?? able.reduce((best, other) => (isBefore(other, best) ? other : best));
  const why = sticky ? 'handled this customer last' : WHY[policy.strategy];
  const without = first.relaxed.length > 0 ? `; relaxed: ${first.relaxed.join(', ')}` : '';
  return { agent_id: first.agent_id, reason: `${why}${without}`, candidates };
}

const WHY: Record<Strategy, string> = {
  round_robin: 'longest since the last item',
  least_loaded: 'least to do',
  longest_idle: 'longest without anything to do',
  most_idle: 'most time without anything to do since clocking in',
  skill_based: 'best skills for it',
};

function whyNobody(item: RoutedItem, policy: RoutingPolicy, now: number): string | null {
  if (item.assignee_id) return 'already assigned';
  if (item.owned_by_bot) return 'a bot has it';
  if (policy.max_age_ms !== null && now - item.last_activity_at > policy.max_age_ms) return 'no activity for too long';
  return null;
}

/** Skills that are asked for now, and those that the waiting time has given up: the first is never one of them. */
function wishes(
  { skills, waiting_since }: RoutedItem,
  { relax_after_ms }: RoutingPolicy,
  now: number,
): { kept: SkillWish[]; given_up: SkillWish[] } {
  const steps = relax_after_ms === null ? 0 : Math.floor((now - waiting_since) / relax_after_ms);
  const kept = Math.max(Math.min(1, skills.length), skills.length - steps);
  return { kept: skills.slice(0, kept), given_up: skills.slice(kept) };
}

function refusalsOf(agent: AgentState, item: RoutedItem, policy: RoutingPolicy, skills: SkillWish[], now: number): Refusal[] {
  const refusals: Refusal[] = [];
  const refuse = (rule: Refusal['rule'], says: string): void => void refusals.push({ rule, says });
  if (item.team !== null && !agent.teams.includes(item.team)) refuse('team', `not in team ${item.team}`);
  if (item.excluded.includes(agent.id)) refuse('excluded', 'gave it back or did not answer');
  if (agent.clocked_in_at === null) refuse('clocked_out', 'has not clocked in');
  else if (!agent.in_shift) refuse('shift', 'outside working hours');
  const on_call = (agent.load['call'] ?? 0) > 0;
  const busy_with_call = agent.category === 'busy' && on_call;
  if (agent.category !== 'available' && !(busy_with_call && policy.while_on_call && item.channel !== 'call'))
    refuse('availability', `is ${agent.category.replace('_', '-')}`);
  else if (on_call && item.channel !== 'call' && !policy.while_on_call) refuse('on_call', 'is on a call');
  if (item.language !== null && agent.languages.length > 0 && !agent.languages.includes(item.language))
    refuse('language', `does not speak ${item.language}`);
  for (const wish of skills) if (!hasSkill(agent, wish)) refuse('skill', `lacks ${wish.skill} at level ${wish.level}`);
  const [open, limit] = [agent.load[item.channel] ?? 0, agent.capacity[item.channel]];
  if (limit !== undefined && open >= limit) refuse('capacity_channel', `has ${open} of ${limit} in ${item.channel}`);
  const weight = agent.weights[item.channel] ?? 1;
  if (agent.total !== null && weightOf(agent) + weight > agent.total)
    refuse('capacity_total', `has ${weightOf(agent)} of ${agent.total} in all`);
  if (policy.fair_limit) {
    const { count, window_ms } = policy.fair_limit;
    // Half-open: what was given exactly a window ago has left it.
    const lately = agent.assigned_at.filter((at) => at > now - window_ms && at <= now).length;
    if (lately >= count) refuse('fair_limit', `was given ${lately} of ${count} in ${Math.round(window_ms / 60_000)} minutes`);
  }
  return refusals;
}

function hasSkill(agent: AgentState, { skill, level }: SkillWish): boolean {
  return (agent.skills[skill] ?? 0) >= level;
}

/** What an agent has to do, over all channels. */
export function weightOf({ load, weights }: AgentState): number {
  return Object.entries(load).reduce((sum, [channel, open]) => sum + open * (weights[channel] ?? 1), 0);
}

function rankOf(agent: AgentState, item: RoutedItem, { strategy }: RoutingPolicy, relaxed: string[]): number[] {
  const since = agent.last_assigned_at ?? Number.NEGATIVE_INFINITY;
  // Whoever has all skills goes before whoever has them relaxed, whatever the strategy.
  const lacking = relaxed.length;
  switch (strategy) {
    case 'round_robin':
      return [lacking, since];
    case 'least_loaded':
      return [lacking, weightOf(agent), since];
    case 'longest_idle':
      return [lacking, agent.idle_since ?? Number.POSITIVE_INFINITY, since];
    case 'most_idle':
      return [lacking, -agent.idle_ms, since];
    case 'skill_based':
      return [lacking, -item.skills.reduce((sum, { skill }) => sum + (agent.skills[skill] ?? 0), 0), weightOf(agent), since];
  }
}

function isBefore(one: Candidate, other: Candidate): boolean {
  for (const [place, value] of one.rank!.entries()) if (value !== other.rank![place]) return value < other.rank![place]!;
  return one.agent_id < other.agent_id;
}

/** The rule that keeps most of those away who are nearest to taking it. */
function nobodyCould(candidates: Candidate[]): string {
  if (candidates.length === 0) return 'there are no agents';
  const fewest = Math.min(...candidates.map(({ refusals }) => refusals.length));
  const counts = new Map<Refusal['rule'], number>();
  for (const { refusals } of candidates)
    if (refusals.length === fewest) for (const { rule } of refusals) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  const [rule] = [...counts].reduce((best, other) => (other[1] > best[1] ? other : best));
  return NOBODY[rule];
}

const NOBODY: Record<Refusal['rule'], string> = {
  team: 'nobody of the team',
  excluded: 'everybody has given it back',
  clocked_out: 'nobody is at work',
  shift: 'outside working hours',
  availability: 'nobody is available',
  language: 'nobody speaks the language',
  skill: 'nobody has the skills',
  on_call: 'everybody is on a call',
  capacity_channel: 'capacity',
  capacity_total: 'capacity',
  fair_limit: 'everybody has had a fair share',
};
