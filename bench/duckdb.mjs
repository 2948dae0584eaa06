// The same figures by DuckDB, a database made for scanning columns: rows in its memory, its own threads, no network.
import { createWriteStream, existsSync, renameSync, rmSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { DuckDBInstance } from '@duckdb/node-api';
import copyStreams from 'pg-copy-streams';
import { plainStatements } from './figures.mjs';

const COLUMNS = ['id', 'call_id', 'start_time', 'service', 'status', 'agent_number', 'billsec'];

/**
 * The columns in a parquet file, made once beside the data set.
 * @param {import('./support/dataset.mjs').Dataset} dataset @param {import('pg').Client} client
 */
async function parquetOf(dataset, client) {
  const file = `${dataset.folder}.parquet`;
  if (existsSync(file)) return file;
  const text = `${file}.csv`;
  const columns = COLUMNS.map((name) => (name === 'start_time' ? `start_time at time zone 'UTC'` : name)).join(', ');
  await pipeline(
    client.query(copyStreams.to(`copy (select ${columns} from public.kaleyra_call_logs order by start_time) to stdout (format csv)`)),
    createWriteStream(text),
  );
  const duckdb = await (await DuckDBInstance.create(':memory:')).connect();
  const types = COLUMNS.map((name) => `'${name}': '${{ start_time: 'TIMESTAMP', billsec: 'INTEGER' }[name] ?? 'VARCHAR'}'`).join(', ');
  await duckdb.run(
    `copy (select * from read_csv('${text}', header = false, nullstr = '\\N', columns = {${types}})) to '${file}.new' (format parquet)`,
  );
  duckdb.closeSync();
  rmSync(text);
  renameSync(`${file}.new`, file);
  return file;
}

/** @param {Date} instant */
const literal = (instant) => `timestamp '${instant.toISOString().slice(0, -1).replace('T', ' ')}'`;

/**
 * Loads the rows into a table in DuckDB's memory.
 * @param {import('./support/dataset.mjs').Dataset} dataset @param {import('pg').Client} client
 */
export async function openDuckdb(dataset, client) {
  const file = await parquetOf(dataset, client);
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  // Enumerations instead of texts are what a careful user of DuckDB would choose for columns of few values.
  for (const name of ['service', 'status', 'agent_number'])
    await connection.run(`create type ${name}s as enum (select distinct ${name} from '${file}' order by 1)`);
  await connection.run(
    `create table legs as select id, call_id, start_time, service::services as service, status::statuss as status, agent_number::agent_numbers as agent_number, billsec from '${file}'`,
  );
  const rowsOf = async (/** @type {string} */ text) => (await connection.runAndReadAll(text)).getRowObjects();
  return {
    version: String((await rowsOf('select version() as version'))[0].version),
    /** The same answers as the plain statements of Postgres. @param {import('./figures.mjs').Range} range @param {'calls_of_all' | 'calls_of_range' | undefined} calls */
    answers: async ({ start, end }, calls) => {
      // India knows no summer time, so the business date is a plain shift; cheaper than asking for the zone.
      const statements = plainStatements({
        table: 'legs',
        day: `cast(start_time + interval '330 minutes' as date)`,
        start: literal(start),
        end: literal(end),
      });
      return {
        legs: await rowsOf(statements.legs),
        days: await rowsOf(statements.days),
        calls: calls && (await rowsOf(statements[calls])),
      };
    },
    close: () => connection.closeSync(),
  };
}
