import { randomUUID } from 'node:crypto';
import { makeConversation } from '../factories/conversations.js';
import type { Prepared, Visits, Writes, WritesWorld } from '../writes.js';

export function writes({ product, make, one }: WritesWorld): Writes {
  let made = 0;
  const account = () =>
    make<{ id: string; kind: string; business_number: string }>('/chat-providers', {
      ...{ slug: `replies-${++made}`, kind: 'interakt', name: 'Replies', business_number: '+447700900155', api_key: 'key-of-replies' },
    });
  const talk = async () => makeConversation(product().database.pool, await account(), { last_customer_at: new Date() });
  const message = async (status: string) => {
    const { id } = await talk();
    const sent = await make(`/conversations/${id}/reply`, { text: 'It leaves today.' });
    // As if it had been tried: nothing more is done by itself.
    await one(`select public.advance_send($1, 'tried', $2)`, [sent.id, status]);
    return `/conversations/${id}/messages/${sent.id}`;
  };
  const queued = async (): Promise<string> => {
    const { id } = await talk();
    const send_id = randomUUID();
    // As one: the worker would be faster than a second statement.
    await one(`select public.reschedule_send($2, now() + interval '1 hour') from public.queue_chat_message($1) q`, [
      JSON.stringify({
        ...{
          send_id,
          conversation_id: id,
          provider_id: await one('select provider_id from conversations where id = $1', [id]),
          type: 'text',
        },
        ...{ text: 'Later.', preview: 'Later.', content: null, reply_to_id: null, media: [], upload_ids: [], is_template: false },
        ...{ created_by: randomUUID(), payload: { content: { type: 'text', text: 'Later.' } } },
      }),
      send_id,
    ]);
    return `/conversations/${id}/messages/${send_id}`;
  };
  const template = (provider_id: string) => ({
    provider_id,
    name: `written_${++made}`,
    language: 'en',
    category: 'utility',
    body: 'Hello {{1}}',
  });
  const draft = async (): Promise<Prepared> => ({ path: `/conversations/${(await talk()).id}/draft`, body: { text: 'Dear Asha' } });
  return {
    'POST /conversations/{id}/reply': [
      'send messages: after',
      async () => ({ path: `/conversations/${(await talk()).id}/reply`, body: { text: 'It leaves today.' } }),
    ],
    'POST /conversations/{id}/messages/{message_id}/resend': [
      'send messages: after',
      async () => ({ path: `${await message('failed')}/resend`, body: {} }),
    ],
    'POST /conversations/{id}/messages/{message_id}/cancel': [
      'cancel sends: before, after',
      async () => ({ path: `${await queued()}/cancel` }),
    ],
    'POST /conversations/{id}/messages/{message_id}/settle': [
      'settle sends: before, after',
      async () => ({ path: `${await message('unknown')}/settle`, body: { state: 'sent', reason: 'Seen.' } }),
    ],
    'POST /conversations/uploads': [
      'insert email_uploads: after',
      async () => ({ path: '/conversations/uploads?filename=a.txt', body: 'x', headers: { 'content-type': 'application/octet-stream' } }),
    ],
    'PUT /conversations/{id}/draft': ['insert chat_drafts: after', draft],
    'DELETE /conversations/{id}/draft': [
      'delete chat_drafts: after',
      async () => {
        const { path, body } = await draft();
        await product().call('PUT', path, { body });
        return { path };
      },
    ],
    'POST /provider-templates': [
      'insert provider_templates: after',
      async () => ({ path: '/provider-templates', body: template((await account()).id) }),
    ],
    'DELETE /provider-templates/{id}': [
      'delete provider_templates: before',
      async () => ({ path: `/provider-templates/${(await make('/provider-templates', template((await account()).id))).id}` }),
    ],
    'POST /chat-providers/{id}/templates/sync': [
      'sync_templates chat_providers',
      async () => ({ path: `/chat-providers/${(await account()).id}/templates/sync` }),
    ],
  };
}

export function visits({ product, make }: WritesWorld): Visits {
  let made = 0;
  const account = () =>
    make<{ id: string; kind: string; business_number: string }>('/chat-providers', {
      ...{ slug: `visits-${++made}`, kind: 'interakt', name: 'Visits', business_number: '+447700900156', api_key: 'key-of-visits' },
    });
  return {
    'GET /conversations/{id}/draft': async () => {
      const { id } = await makeConversation(product().database.pool, await account(), { last_customer_at: new Date() });
      const path = `/conversations/${id}/draft`;
      await product().call('PUT', path, { body: { text: 'Dear Asha' } });
      return { path };
    },
    'GET /chat-providers/{id}/templates/sync': async () => {
      const path = `/chat-providers/${(await account()).id}/templates/sync`;
      await product().call('POST', path);
      return { path };
    },
  };
}
