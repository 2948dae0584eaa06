import { entityEvents, moduleOfThe, text } from '../common/realtime/entityEvents.js';
import { EventCatalogue } from '../common/realtime/eventCatalogue.js';
import { WebhookEventTypes } from './eventTypes.js';

const catalogue = new EventCatalogue();
catalogue.declare(
  entityEvents('refund', {
    namespace: 'tickets',
    module: 'refunds',
    about: { created: 'It was asked for.', updated: 'It went on.' },
    payload: { number: text },
  }),
);
catalogue.declare(
  entityEvents('notice', {
    namespace: 'notifications',
    module: moduleOfThe('notice'),
    about: { created: 'Look.' },
    payload: { title: text },
  }),
);
const types = new WebhookEventTypes(catalogue);

describe('the events that an endpoint can hear of', () => {
  it('are those that are declared, but for notices', () => {
    expect(types.list()).toEqual([
      { event: 'refund:created', namespace: 'tickets', about: 'It was asked for.', data: { number: 'text' } },
      { event: 'refund:updated', namespace: 'tickets', about: 'It went on.', data: { number: 'text' } },
    ]);
  });

  it.each(['*', 'refund:*', 'refund:updated'])('%s is heard of', (type) => expect(types.namesNoEvent(type)).toBe(false));
  it.each([
    ['thing:*', 'an entity that there is not'],
    ['refund:finished', 'a verb that there is not'],
    ['fund:*', 'a part of a name'],
    ['notice:*', 'what goes to no endpoint'],
    ['notice:created', 'what goes to no endpoint'],
  ])('%s is not: %s', (type) => expect(types.namesNoEvent(type)).toBe(true));
});
