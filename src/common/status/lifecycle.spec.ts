import { lifecycle, type StateOf, type StepOf } from './lifecycle.js';

const DOOR = lifecycle('door', {
  closed: { open: 'opened', lock: 'locked' },
  opened: { close: 'closed' },
  locked: { unlock: 'closed' },
  gone: {},
});

describe('a lifecycle', () => {
  it('knows its states and actions, each once', () => {
    const states: StateOf<typeof DOOR>[] = DOOR.states;
    const actions: StepOf<typeof DOOR>[] = DOOR.actions;
    expect(states).toEqual(['closed', 'opened', 'locked', 'gone']);
    expect(actions).toEqual(['open', 'lock', 'close', 'unlock']);
  });

  it.each([
    ['closed', 'open', 'opened'],
    ['locked', 'unlock', 'closed'],
    ['locked', 'open', undefined],
    ['gone', 'open', undefined],
    ['nowhere', 'open', undefined],
    ['closed', 'constructor', undefined],
    ['toString', 'open', undefined],
  ])('from %s by %s comes to %s', (status, action, next) => expect(DOOR.after(status, action)).toBe(next));

  it('lists what may be done', () => {
    expect(DOOR.allowed('closed')).toEqual(['open', 'lock']);
    expect(DOOR.allowed('gone')).toEqual([]);
    expect(DOOR.allowed('nowhere')).toEqual([]);
  });

  it('refuses a step to a status that is not declared when it is compiled', () => {
    // @ts-expect-error: 'ajar' is no status of this lifecycle.
    lifecycle('door', { closed: { open: 'ajar' } });
  });
});
