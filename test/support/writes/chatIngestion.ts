import { FileStore } from '../../../src/common/files/fileStore.js';
import { randomUUID } from 'node:crypto';
import { incoming, ingest, rowsOf } from '../factories/chats.js';
import type { Visits, Writes, WritesWorld } from '../writes.js';

let accounts = 0;

export function writes(world: WritesWorld): Writes {
  const { adminId } = world;
  const note = async () => {
    const id = await conversation(world);
    return `/conversations/${id}/notes/${(await world.make(`/conversations/${id}/notes`, { body: 'Look at this.' })).id}`;
  };
  return {
    'POST /chat-providers': ['insert chat_providers: after', async () => ({ path: '/chat-providers', body: account() })],
    'PATCH /chat-providers/{id}': [
      'update chat_providers: before, after',
      async () => ({ path: `/chat-providers/${(await world.make('/chat-providers', account())).id}`, body: { name: 'Other' } }),
    ],
    'DELETE /chat-providers/{id}': [
      'update chat_providers: before, after',
      async () => ({ path: `/chat-providers/${(await world.make('/chat-providers', account())).id}` }),
    ],
    'POST /chat-providers/{id}/rotate-address': [
      'rotate_secret chat_providers',
      async () => ({ path: `/chat-providers/${(await world.make('/chat-providers', account())).id}/rotate-address` }),
    ],
    'POST /chat-providers/{id}/test': [
      'test chat_providers',
      async () => ({
        path: `/chat-providers/${(await world.make('/chat-providers', account())).id}/test`,
        body: { body: JSON.stringify({ incoming_message: [incoming()] }) },
      }),
    ],
    'PATCH /conversations/{id}': [
      'update conversations: before, after',
      async () => ({ path: `/conversations/${await conversation(world)}`, body: { priority: 'high' } }),
    ],
    'POST /conversations/{id}/follow': [
      'follow conversations',
      async () => ({ path: `/conversations/${await conversation(world)}/follow` }),
    ],
    'POST /conversations/{id}/unfollow': [
      'unfollow conversations',
      async () => ({ path: `/conversations/${await conversation(world)}/unfollow` }),
    ],
    'POST /conversations/{id}/merge': [
      'merge conversations: after & update conversations: before, after',
      async () => {
        const [into, from] = await twoConversations(world);
        return { path: `/conversations/${into}/merge`, body: { from } };
      },
    ],
    'POST /conversations/{id}/notes': [
      'insert conversation_notes: after',
      async () => ({ path: `/conversations/${await conversation(world)}/notes`, body: { body: 'Look at this.', mentions: [adminId()] } }),
    ],
    'PATCH /conversations/{id}/notes/{note_id}': [
      'update conversation_notes: before, after',
      async () => ({ path: await note(), body: { body: 'Done.' } }),
    ],
    'DELETE /conversations/{id}/notes/{note_id}': ['update conversation_notes: before, after', async () => ({ path: await note() })],
    'POST /conversations/messages/{message_id}/media/{id}/retry': [
      'retry message_media',
      async () => {
        const { media_id, message_id } = await picture(world);
        await world.product().database.pool.query(`select public.settle_media($1, 'missing', 'http_404')`, [media_id]);
        return { path: `/conversations/messages/${message_id}/media/${media_id}/retry` };
      },
    ],
  };
}

export function visits(world: WritesWorld): Visits {
  const hook = (kind: 'interakt' | 'netcore', has_slug: boolean) => async () => {
    const made = await world.make<{ webhook_address_with_secret: string; slug: string }>('/chat-providers', {
      ...account(kind),
      is_default: true,
    });
    const { pathname, search } = new URL(made.webhook_address_with_secret, 'http://here');
    const body = kind === 'netcore' ? { incoming_message: [incoming()] } : { type: 'Webhook Test' };
    return { path: `${has_slug ? pathname : `/webhooks/${kind}`}${search}`, body };
  };
  return {
    'POST /webhooks/interakt': hook('interakt', false),
    'POST /webhooks/interact/{slug}': hook('interakt', true),
    'POST /webhooks/netcore': hook('netcore', false),
    'POST /webhooks/netcore/{slug}': hook('netcore', true),
    'GET /conversations/{id}': async () => ({ path: `/conversations/${await conversation(world)}` }),
    'GET /conversations/{id}/transcript': async () => ({ path: `/conversations/${await conversation(world)}/transcript` }),
    'GET /conversations/messages': async () => ({ path: '/conversations/messages?search=order' }),
    'GET /conversations/{id}/messages/{message_id}': async () => {
      const id = await conversation(world);
      return {
        path: `/conversations/${id}/messages/${await world.one('select id from public.messages where conversation_id = $1', [id])}`,
      };
    },
    'GET /conversations/media/{id}': async () => {
      const { message_id, media_id } = await picture(world);
      const { app, database } = world.product();
      const { sha256, size } = await app.get(FileStore, { strict: false }).put(Buffer.from('png'));
      await database.pool.query(`select public.settle_media($1, 'stored', null, $2, $3, 'image/png')`, [media_id, sha256, size]);
      const id = await world.one('select conversation_id from public.messages where id = $1', [message_id]);
      const { body } = await world.product().call<{ data: { media: { url: string }[] }[] }>('GET', `/conversations/${id}/messages`);
      return { path: body.data[0]!.media[0]!.url };
    },
  };
}

function account(kind = 'netcore') {
  const business_number = `+44770090${String(1000 + ++accounts).slice(-4)}`;
  return { slug: `account-${randomUUID().slice(0, 8)}`, kind, name: 'Support', business_number };
}

/** Somebody new wrote. */
async function conversation(world: WritesWorld, given: Record<string, unknown> = {}): Promise<string> {
  const { pool } = world.product().database;
  const { id, business_number } = await world.make<{ id: string; business_number: string }>('/chat-providers', account());
  const message = incoming({ to: undefined, from: '918123456789', ...given });
  await ingest(pool, rowsOf({ id, kind: 'netcore', business_number }, { incoming_message: [message] }));
  return world.one('select conversation_id from public.messages where key = $1', [`netcore:${String(message.message_id)}`]);
}

/** Of one customer, with two business numbers. */
async function twoConversations(world: WritesWorld): Promise<[string, string]> {
  return [await conversation(world), await conversation(world)];
}

async function picture(world: WritesWorld): Promise<{ message_id: string; media_id: string }> {
  const id = await conversation(world, { message_type: 'IMAGE', image_type: { id: 'f1', mime_type: 'image/png' } });
  const message_id = await world.one('select id from public.messages where conversation_id = $1', [id]);
  return { message_id, media_id: await world.one('select id from public.message_media where message_id = $1', [message_id]) };
}
