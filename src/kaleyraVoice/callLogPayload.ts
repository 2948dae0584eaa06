import type { KaleyraCallLog } from '../providers/kaleyra/kaleyra.parser.js';

/** Texts that the database takes from `raw` when they are left out. The recording is not one of them: there our link replaces it. */
const TEXTS = [
  'uniqid',
  'parent_id',
  'callfrom',
  'callto',
  'credits',
  'status',
  'location',
  'provider',
  'service',
  'caller_id',
  'notes',
  'custom',
] as const satisfies readonly (keyof KaleyraCallLog)[];

/**
 * Call logs as JSON, one after the other with commas between, as the database functions read them. A text that stands in `raw`
 * as it is, is not sent a second time: reading the JSON is the largest part of storing a page.
 */
export function callLogPayload(call_logs: readonly KaleyraCallLog[]): string {
  return call_logs.map((call_log) => JSON.stringify(withoutRepeats(call_log))).join();
}

function withoutRepeats(call_log: KaleyraCallLog): Partial<KaleyraCallLog> {
  const { id, start_time, end_time, duration, billsec, recording, raw } = call_log;
  const row: Partial<KaleyraCallLog> = { id, start_time, end_time, duration, billsec, recording, raw };
  for (const field of TEXTS) {
    const sent = raw[field];
    if (sent !== call_log[field] && !(call_log[field] === '' && sent === undefined)) row[field] = call_log[field];
  }
  return row;
}
