/** An event of the feed, as a plain reader sees it. */
export interface ToldEvent {
  seq: number;
  event: string;
  entity_id: string;
  payload: Record<string, unknown>;
  before: Record<string, unknown> | null;
  cause: string | null;
  at: number;
}

/** One question of a rule, of the few that the proof asks. */
export type Question =
  | { asks: 'priority is'; value: string }
  | { asks: 'priority was'; value: string }
  | { asks: 'priority changed' }
  | { asks: 'has tag'; value: string }
  | { asks: 'has not tag'; value: string }
  | { asks: 'cycle above'; value: number }
  | { asks: 'nobody has it' };

export interface PlainRule {
  id: string;
  events: string[];
  /** One of the groups has to hold whole. */
  any: Question[][];
}

/** What must have become of an event and a rule: `cause` and state of the run. */
export interface Expected {
  workflow_id: string;
  entity_id: string;
  cause: string;
  state: 'began' | 'stopped';
}

const HOUR_MS = 3_600_000;

/** What rules should have begun, read event by event, rule by rule, without any of the product's code. */
export function interpret(rules: readonly PlainRule[], events: readonly ToldEvent[], chain: number, brake: number): Expected[] {
  const expected = new Map<string, Expected>();
  const began: { rule: string; thing: string; at: number }[] = [];
  for (const told of events)
    for (const rule of rules) {
      // A rule that asks for earlier values is none for events that have no earlier value.
      if (asksBefore(rule) && told.before === null) continue;
      if (!rule.events.includes(told.event) || !rule.any.some((group) => group.every((question) => answer(question, told)))) continue;
      const depth = told.cause === null ? 1 : Number(told.cause.split(':')[1]) + 1;
      const recent = began.filter(
        ({ rule: id, thing, at }) => id === rule.id && thing === told.entity_id && at <= told.at && at > told.at - HOUR_MS,
      );
      const is_stopped = depth > chain || recent.length >= brake;
      const cause = is_stopped ? `x:${told.entity_id}:${Math.floor(told.at / HOUR_MS)}:${depth > chain}` : `e:${told.seq}`;
      if (!is_stopped) began.push({ rule: rule.id, thing: told.entity_id, at: told.at });
      expected.set(`${rule.id} ${cause}`, {
        workflow_id: rule.id,
        entity_id: told.entity_id,
        cause,
        state: is_stopped ? 'stopped' : 'began',
      });
    }
  return [...expected.values()];
}

function answer(question: Question, { payload, before }: ToldEvent): boolean {
  const tags = payload['tags'] as string[];
  switch (question.asks) {
    case 'priority is':
      return payload['priority'] === question.value;
    case 'priority was':
      return before !== null && before['priority'] === question.value;
    case 'priority changed':
      return before !== null && before['priority'] !== payload['priority'];
    case 'has tag':
      return tags.indexOf(question.value) >= 0;
    case 'has not tag':
      return tags.indexOf(question.value) < 0;
    case 'cycle above':
      return Number(payload['cycle']) > question.value;
    case 'nobody has it':
      return payload['assignee_id'] === null;
  }
}

/** The same question as rules of the product write it. */
export function written(question: Question): object {
  switch (question.asks) {
    case 'priority is':
      return { field: 'priority', operator: 'equals', value: question.value };
    case 'priority was':
      return { field: 'was_priority', operator: 'equals', value: question.value };
    case 'priority changed':
      return { field: 'changed', operator: 'has_any', value: ['priority'] };
    case 'has tag':
      return { field: 'tags', operator: 'has_any', value: [question.value] };
    case 'has not tag':
      return { not: { field: 'tags', operator: 'has_any', value: [question.value] } };
    case 'cycle above':
      return { field: 'cycle', operator: 'more_than', value: question.value };
    case 'nobody has it':
      return { field: 'assignee_id', operator: 'is_empty' };
  }
}

/** Questions that need an earlier value make the whole rule one that does. */
export function asksBefore({ any }: Pick<PlainRule, 'any'>): boolean {
  return any.flat().some(({ asks }) => asks === 'priority was' || asks === 'priority changed');
}
