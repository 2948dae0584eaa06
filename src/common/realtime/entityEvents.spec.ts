import { readFileSync } from 'node:fs';
import { CONTROL_EVENTS } from './controlEvents.js';
import {
  boolean,
  date,
  entityEvents,
  instant,
  integer,
  moduleOfThe,
  oneOf,
  orNull,
  type PayloadOf,
  seconds,
  text,
  uuid,
} from './entityEvents.js';
import { EventCatalogue } from './eventCatalogue.js';
import { eventsTable } from './eventsTable.js';

const REFUND_EVENTS = entityEvents('refund', {
  namespace: 'tickets',
  module: 'refunds',
  about: { removed: 'It is gone.', created: 'It was asked for.', updated: 'It went on.' },
  payload: {
    number: text,
    status: oneOf('pending', 'approved'),
    amount_minor: integer,
    assignee_id: orNull(uuid),
    paid_on: orNull(date),
    took: seconds,
    is_late: boolean,
    created_at: instant,
  },
});
const NOTE_EVENTS = entityEvents('note', {
  namespace: 'notifications',
  module: moduleOfThe('note'),
  personal: true,
  about: { created: 'Somebody wrote.' },
  payload: { title: text },
});

describe('the events of an entity', () => {
  it('type their payload', () => {
    const payload: PayloadOf<typeof REFUND_EVENTS> = {
      number: 'R-1',
      status: 'approved',
      amount_minor: 100,
      assignee_id: null,
      paid_on: '2026-02-24',
      took: 12,
      is_late: false,
      created_at: '2026-02-24T09:15:15Z',
    };
    // @ts-expect-error: no such status
    payload.status = 'paid';
    // @ts-expect-error: never null
    payload.number = null;
    expect(Object.keys(payload)).toEqual(Object.keys(REFUND_EVENTS.payload));
  });

  it('are listed by namespace and name, as they happen, with what they hold', () => {
    const catalogue = new EventCatalogue();
    catalogue.declare(REFUND_EVENTS);
    catalogue.declare(NOTE_EVENTS);
    const fields =
      '`number`: text; `status`: pending, approved; `amount_minor`: integer; `assignee_id`: uuid or null; ' +
      '`paid_on`: date or null; `took`: seconds; `is_late`: boolean; `created_at`: instant';
    expect(eventsTable(catalogue.events).split('\n')).toEqual([
      '| event | namespace | module | when | payload |',
      '|---|---|---|---|---|',
      '| `note:created` | /notifications | `that of the note`, one user | Somebody wrote. | `title`: text |',
      `| \`refund:created\` | /tickets | \`refunds\` | It was asked for. | ${fields} |`,
      `| \`refund:updated\` | /tickets | \`refunds\` | It went on. | ${fields} |`,
      '| `refund:removed` | /tickets | `refunds` | It is gone. | none |',
    ]);
  });

  it('are declared once', () => {
    const catalogue = new EventCatalogue();
    catalogue.declare(NOTE_EVENTS);
    expect(() => catalogue.declare(NOTE_EVENTS)).toThrow('declared twice');
  });
});

it('docs/workflows/change_feed.md names what the server says besides', () => {
  const page = readFileSync('docs/workflows/change_feed.md', 'utf8');
  for (const event of Object.keys(CONTROL_EVENTS)) expect(page).toContain(`\`${event}`);
});
