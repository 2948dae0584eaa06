// What the machine can do at all: Fastify, the same check, and the inbox's SQL function, by group commit over pg or one rpc per
// request over supabase-js. node bareInbox.mjs group|rpc
import { URLSearchParams } from 'node:url';
import { setImmediate } from 'node:timers';
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { createClient } from '@supabase/supabase-js';
import fastify from 'fastify';
import pg from 'pg';

const { SUPABASE_DB_URL, SUPABASE_URL = '', SUPABASE_SERVICE_ROLE_KEY = '', LINK_SECRET = '' } = process.env;
const app = fastify();

/** @typedef {[source: string, key: string, method: string, path: string, query: string, headers: string, body: null, request_id: string]} Event */

/** @type {(event: Event) => Promise<unknown>} */
let store;
if (process.argv[2] === 'group') {
  const pool = new pg.Pool({ connectionString: SUPABASE_DB_URL, max: 2 });
  /** @type {{ event: Event, resolve: (value: unknown) => void, reject: (error: unknown) => void }[]} */
  let queue = [];
  let running = false;
  const run = async () => {
    running = true;
    await new Promise((resolve) => setImmediate(resolve));
    while (queue.length > 0) {
      const group = queue.splice(0, 500);
      try {
        await pool.query({
          name: 'accept',
          text: 'select public.accept_webhook_events($1, $2, $3, $4, $5, $6, $7, $8)',
          values: [0, 1, 2, 3, 4, 5, 6, 7].map((column) => group.map(({ event }) => event[column])),
        });
        for (const { resolve } of group) resolve(undefined);
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
    }
    running = false;
  };
  store = (event) =>
    new Promise((resolve, reject) => {
      queue.push({ event, resolve, reject });
      if (!running) void run();
    });
} else {
  const client = createClient(SUPABASE_URL, SUPABASE_SERVICE_ROLE_KEY, {
    auth: { persistSession: false },
    realtime: { transport: /** @type {any} */ (class {}) },
  });
  store = async ([source, key, method, path, query, headers, , request_id]) => {
    const { error } = await client.rpc('accept_webhook_events', {
      p_sources: [source],
      p_dedupe_keys: [key],
      p_methods: [method],
      p_paths: [path],
      p_queries: [query],
      p_headers: [headers],
      p_bodies: [null],
      p_request_ids: [request_id],
    });
    if (error) throw error;
  };
}

app.get('/webhooks/kaleyra/callback', async (request, reply) => {
  const query = request.url.slice(request.url.indexOf('?') + 1);
  const fields = new URLSearchParams(query);
  const expected = Buffer.from(
    createHmac('sha256', LINK_SECRET)
      .update(`kaleyra-callback:${fields.get('cid')}`)
      .digest('base64url')
      .slice(0, 32),
  );
  const given = Buffer.from(fields.get('t') ?? '');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return reply.code(401).send({ ok: false });
  const key = createHash('sha256')
    .update(JSON.stringify([...fields].sort()))
    .digest('base64url');
  await store(['kaleyra', key, 'GET', '/webhooks/kaleyra/callback', query, '{}', null, request.id]);
  return { ok: true };
});
const address = await app.listen({ port: 0, host: '127.0.0.1' });
console.log(`bare ${address}`);
