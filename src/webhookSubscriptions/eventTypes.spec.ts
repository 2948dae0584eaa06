import { namesNoEvent } from './eventTypes.js';

describe('namesNoEvent', () => {
  it.each(['*', 'sync_run:*', 'call_attempt:updated'])('%s is heard of', (type) => expect(namesNoEvent(type)).toBe(false));
  it.each([
    ['thing:*', 'an entity that there is not'],
    ['sync_run:finished', 'a verb that there is not'],
    ['sync:*', 'a part of a name'],
    ['notification:*', 'what goes to no endpoint'],
    ['notification:created', 'what goes to no endpoint'],
  ])('%s is not: %s', (type) => expect(namesNoEvent(type)).toBe(true));
});
