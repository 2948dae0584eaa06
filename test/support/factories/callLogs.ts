import type pg from 'pg';
import type { Random } from '../../../src/providers/sandbox/random.js';

/** A row as the API hands it to upsert_kaleyra_call_logs. */
export interface GivenCallLog {
  id: string;
  uniqid: string;
  parent_id: string;
  callfrom: string;
  callto: string;
  start_time: string;
  end_time: string | null;
  duration: number;
  billsec: number;
  credits: string;
  status: string;
  location: string;
  provider: string;
  service: string;
  caller_id: string;
  recording: string;
  notes: string;
  custom: string;
  raw: Record<string, unknown>;
}

export const AGENTS = ['5550100001', '5550100002', '5550100003', '5550100005'];
export const STATUSES = [
  'ANSWER',
  'ANSWERED-A',
  'ANSWERED-B',
  'NOANSWER',
  'BUSY',
  'CANCEL',
  'FAILED',
  'ACCEPTED',
  'FORWARDED',
  'CONGESTION',
];
export const CALLERS = ['5550001001', '5550001002', '5550001003', '5550001004', '5550001005', '5550001006'];

/** One row; what is not given is plain. */
export function makeCallLog(given: Partial<GivenCallLog> & { id: string }): GivenCallLog {
  const row = {
    uniqid: `sim.${given.id}`,
    parent_id: '',
    callfrom: CALLERS[0]!,
    callto: '5558000001',
    start_time: '2026-02-24T09:15:15Z',
    end_time: null,
    duration: 0,
    billsec: 0,
    credits: '0',
    status: 'ANSWER',
    location: 'MADHYA PRADESH',
    provider: 'JIO',
    service: 'Incoming',
    caller_id: '5558000001',
    recording: '',
    notes: '',
    custom: '',
    ...given,
  };
  return { ...row, raw: given.raw ?? { id: row.id, status: row.status, billsec: String(row.billsec), recording: row.recording } };
}

/** The legs of a customer call: a root and up to four agents, or a click-to-call, or something unheard of. */
export function makeCall(random: Random, id: number, instant: () => Date): GivenCallLog[] {
  const root_id = `c${id}`;
  const began = instant();
  const callfrom = random.pick(CALLERS);
  const service = random.chance(0.85) ? 'Incoming' : random.chance(0.8) ? 'Click2Call' : 'OBD';
  const root = makeCallLog({
    id: root_id,
    callfrom,
    service,
    start_time: began.toISOString(),
    status: random.pick(STATUSES),
    billsec: random.int(0, 90),
  });
  const legs = service === 'OBD' || random.chance(0.4) ? 0 : random.int(1, 4);
  const forwarded = Array.from({ length: legs }, (_, leg) => {
    const status = random.pick(STATUSES);
    return makeCallLog({
      id: `${root_id}-${leg}`,
      parent_id: random.chance(0.95) ? root_id : '',
      callfrom,
      callto: random.chance(0.98) ? random.pick(AGENTS) : '',
      service: 'CallForward',
      start_time: new Date(began.getTime() + (random.chance(0.1) ? 0 : leg + 1) * random.int(1, 1_300_000)).toISOString(),
      status,
      billsec: random.int(0, 600),
      recording: status.startsWith('ANSWER') && random.chance(0.5) ? `//play.solutionsinfini.com/?id=${root_id}${leg}` : '',
    });
  });
  return random.chance(0.97) ? [root, ...forwarded] : forwarded;
}

export interface UpsertResult {
  received: number;
  inserted: number;
  updated: number;
  unchanged: number;
}

export async function upsertCallLogs(database: pg.Pool | pg.PoolClient, rows: GivenCallLog[]): Promise<UpsertResult> {
  const { rows: answer } = await database.query('select public.upsert_kaleyra_call_logs($1::jsonb) as result', [JSON.stringify(rows)]);
  return answer[0].result;
}

/** Stores the rows, a page at a time. */
export async function upsertInPages(pool: pg.Pool, rows: GivenCallLog[]): Promise<void> {
  for (let first = 0; first < rows.length; first += 1000) await upsertCallLogs(pool, rows.slice(first, first + 1000));
}

/** What the kept figures have wrong: nothing, one hopes. */
export async function verifyRollups(pool: pg.Pool): Promise<unknown[]> {
  return (await pool.query('select * from public.verify_kaleyra_rollups()')).rows;
}

/** The rows of a set-returning function, as JSON has them. */
export async function callFunction<T>(pool: pg.Pool, name: string, ...values: unknown[]): Promise<T[]> {
  const { rows } = await pool.query(
    `select coalesce(json_agg(r), '[]') as answer from public.${name}(${values.map((_, index) => `$${index + 1}`).join()}) r`,
    values,
  );
  return rows[0].answer;
}
