// The least a Node server can do for a page of calls: one prepared query, whose JSON goes to the wire as it comes. A program of its own.
import Fastify from 'fastify';
import pg from 'pg';

const { DB_URL, COLUMNS = '', SINCE, LIMIT, POOL } = process.env;
const pool = new pg.Pool({ connectionString: DB_URL, max: Number(POOL) });
const query = {
  name: 'page',
  text: `select coalesce(json_agg(r), '[]')::text as page from (
    select ${COLUMNS} from public.kaleyra_call_logs where start_time >= $1 order by start_time desc, id desc limit $2) r`,
  values: [SINCE, LIMIT],
};

const server = Fastify();
server.get('/', async (_request, reply) => {
  const { rows } = await pool.query(query);
  return reply.header('content-type', 'application/json; charset=utf-8').send(rows[0].page);
});
console.log(`listening ${await server.listen({ port: 0, host: '127.0.0.1' })}`);
process.once('SIGTERM', () => void server.close().then(() => pool.end()));
