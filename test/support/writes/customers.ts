import { makeEmail, makeMailbox, makeThread } from '../factories/emails.js';
import type { Visits, Writes, WritesWorld } from '../writes.js';

let made = 0;

export function writes({ make, one, product }: WritesWorld): Writes {
  const customer = () => make('/customers', { name: 'Asha' });
  const address = () => ({ kind: 'email', value: `writes${++made}@customers.test` });
  const event = async () =>
    make('/customer-timeline', {
      customer_id: (await customer()).id,
      event_type: 'visit',
      title: 'Visited',
      occurred_at: '2026-03-02T10:00:00Z',
    });
  return {
    'POST /customers': ['insert customers: after', async () => ({ path: '/customers', body: { name: 'Asha' } })],
    'PATCH /customers/{id}': [
      'update customers: before, after',
      async () => ({ path: `/customers/${(await customer()).id}`, body: { tier: 'vip' } }),
    ],
    'DELETE /customers/{id}': ['update customers: before, after', async () => ({ path: `/customers/${(await customer()).id}` })],
    'POST /customers/{id}/restore': [
      'update customers: before, after',
      async () => {
        const { id } = await customer();
        await one('select public.delete_customer($1)', [id]);
        return { path: `/customers/${id}/restore` };
      },
    ],
    'POST /customers/identify': [
      'insert customers: after',
      async () => ({ path: '/customers/identify', body: { identities: [address()] } }),
    ],
    'POST /customers/{id}/identities': [
      'add_identity customers: after',
      async () => ({ path: `/customers/${(await customer()).id}/identities`, body: address() }),
    ],
    'PATCH /customers/{id}/identities/{identity_id}': [
      'mark_identity customers: before, after',
      async () => {
        const { id } = await customer();
        const identity = await make(`/customers/${id}/identities`, address());
        return { path: `/customers/${id}/identities/${identity.id}`, body: { verified: true } };
      },
    ],
    'DELETE /customers/{id}/identities/{identity_id}': [
      'end_identity customers: after',
      async () => {
        const { id } = await customer();
        const identity = await make(`/customers/${id}/identities`, address());
        return { path: `/customers/${id}/identities/${identity.id}` };
      },
    ],
    'PUT /customers/{id}/permissions/{channel}': [
      'insert customer_permissions: after',
      async () => ({ path: `/customers/${(await customer()).id}/permissions/email`, body: { consent: 'granted' } }),
    ],
    'POST /customers/{id}/merge': [
      'merge customers: after',
      async () => ({ path: `/customers/${(await customer()).id}/merge`, body: { into_id: (await customer()).id } }),
    ],
    'POST /customers/merges/{merge_id}/undo': [
      'unmerge customers: after',
      async () => {
        const merge = await make(`/customers/${(await customer()).id}/merge`, { into_id: (await customer()).id });
        return { path: `/customers/merges/${merge.id}/undo` };
      },
    ],
    'POST /customers/suggestions/{suggestion_id}/dismiss': [
      'update customer_suggestions: before, after',
      async () => {
        await one(`select public.suggest_customers($1, $2, 'same_name', '[{"kind": "name", "value": "Asha"}]', 40)`, [
          (await customer()).id,
          (await customer()).id,
        ]);
        const id = await one('select id from public.customer_suggestions where state = $1 order by created_at desc limit 1', ['open']);
        return { path: `/customers/suggestions/${id}/dismiss` };
      },
    ],
    'POST /customers/{id}/notes': [
      'insert customer_notes: after',
      async () => ({ path: `/customers/${(await customer()).id}/notes`, body: { body: 'Likes tea.' } }),
    ],
    'PATCH /customers/{id}/notes/{note_id}': [
      'update customer_notes: before, after',
      async () => {
        const { id } = await customer();
        const note = await make(`/customers/${id}/notes`, { body: 'Likes tea.' });
        return { path: `/customers/${id}/notes/${note.id}`, body: { body: 'Likes coffee.' } };
      },
    ],
    'DELETE /customers/{id}/notes/{note_id}': [
      'update customer_notes: before, after',
      async () => {
        const { id } = await customer();
        const note = await make(`/customers/${id}/notes`, { body: 'Likes tea.' });
        return { path: `/customers/${id}/notes/${note.id}` };
      },
    ],
    'POST /customers/fields': [
      'insert customer_fields: after',
      async () => ({ path: '/customers/fields', body: { key: `field_${++made}`, label: 'Field', kind: 'text' } }),
    ],
    'PATCH /customers/fields/{id}': [
      'update customer_fields: before, after',
      async () => {
        const field = await make('/customers/fields', { key: `field_${++made}`, label: 'Field', kind: 'text' });
        return { path: `/customers/fields/${field.id}`, body: { label: 'Other' } };
      },
    ],
    'POST /customer-timeline': [
      'insert customer_events: after',
      async () => ({
        path: '/customer-timeline',
        body: { customer_id: (await customer()).id, event_type: 'visit', title: 'Visited' },
      }),
    ],
    'PUT /customer-timeline/calls/{id}/customer': [
      'insert timeline_picks: after',
      async () => {
        const call_id = `writes-${++made}`;
        // Shared before the call comes, which then makes no customer of its own.
        const number = `81236${String(made).padStart(5, '0')}`;
        const { id } = await customer();
        await make(`/customers/${id}/identities`, { kind: 'phone', value: number, is_shared: true });
        await one(
          `insert into public.phone_spellings (written, state, e164) values ($1, 'number', '+91' || $1)
           on conflict (written) do update set state = 'number', e164 = excluded.e164 returning written`,
          [number],
        );
        await one(
          `insert into public.kaleyra_calls
             (call_id, start_time, service, outcome, leg_count, talk_seconds, agent_numbers, answered_agent_numbers, customer_number)
           values ($1, now(), 'Incoming', 'missed', 1, 0, '{}', '{}', $2) returning call_id`,
          [call_id, number],
        );
        return { path: `/customer-timeline/calls/${call_id}/customer`, body: { customer_id: id } };
      },
    ],
    'PUT /customer-timeline/emails/{id}/customer': [
      'insert timeline_picks: after',
      async () => {
        const { id } = await customer();
        const shared = address();
        await make(`/customers/${id}/identities`, { ...shared, is_shared: true });
        const mailbox = await makeMailbox(product().database.pool);
        const { id: thread_id } = await makeThread(product().database.pool, mailbox);
        const email = await makeEmail(product().database.pool, mailbox, { thread_id, from_email: shared.value });
        return { path: `/customer-timeline/emails/${email.id}/customer`, body: { customer_id: id } };
      },
    ],
    'PATCH /customer-timeline/events/{id}': [
      'update customer_events: before, after',
      async () => ({ path: `/customer-timeline/events/${(await event()).id}`, body: { title: 'Called in' } }),
    ],
    'DELETE /customer-timeline/events/{id}': [
      'update customer_events: before, after',
      async () => ({ path: `/customer-timeline/events/${(await event()).id}` }),
    ],
  };
}

export function visits({ make }: WritesWorld): Visits {
  const customer = () => make('/customers', { name: 'Asha' });
  return {
    'GET /customers/{id}/merge': async () => ({ path: `/customers/${(await customer()).id}/merge?into_id=${(await customer()).id}` }),
    'GET /customers/{id}/may-contact': async () => ({
      path: `/customers/${(await customer()).id}/may-contact?channel=email&purpose=survey`,
    }),
    'GET /customer-timeline/{mobile_number}': async () => ({ path: `/customer-timeline/${(await customer()).id}` }),
    'GET /customer-timeline/{mobile_number}/summary': async () => ({ path: `/customer-timeline/${(await customer()).id}/summary` }),
    'GET /customers/{id}/notes/{note_id}': async () => {
      const { id } = await customer();
      return { path: `/customers/${id}/notes/${(await make(`/customers/${id}/notes`, { body: 'Likes tea.' })).id}` };
    },
    'GET /entities/{type}/{id}': async () => ({ path: `/entities/customer/${(await customer()).id}` }),
    'GET /customer-timeline/events/{id}': async () => {
      const { id } = await make('/customer-timeline', { customer_id: (await customer()).id, event_type: 'visit', title: 'Visited' });
      return { path: `/customer-timeline/events/${id}` };
    },
  };
}
