import { epochOf } from './indianTime.js';
import type { KaleyraSandboxRow } from './row.js';

/** Ways in which the real platform may differ from its documents, switched on for good. */
export interface KaleyraQuirks {
  /** Where the rows of a listing are. */
  container: 'data' | 'records' | 'data.records' | 'data.data' | 'root' | 'object';
  /** What stands for "no rows". */
  empty: 'array' | 'string' | 'null' | 'absent';
  numeric_status: boolean;
  string_duration: boolean;
  numeric_billsec: boolean;
  lower_case_status: boolean;
  epoch_times: boolean;
  /** The id of the dial answer is not the id of the listed row. */
  distinct_dial_ids: boolean;
  /** Where the id of a placed call is in the answer; the platform may also name none. */
  dial_id: 'data.id' | 'data[0].id' | 'id' | 'call_id' | 'none';
}

export const NO_QUIRKS: KaleyraQuirks = {
  container: 'data',
  empty: 'array',
  numeric_status: false,
  string_duration: false,
  numeric_billsec: false,
  lower_case_status: false,
  epoch_times: false,
  distinct_dial_ids: false,
  dial_id: 'data.id',
};

export function changesRows(quirks: KaleyraQuirks): boolean {
  return quirks.string_duration || quirks.numeric_billsec || quirks.lower_case_status || quirks.epoch_times;
}

export function quirkyRow(row: KaleyraSandboxRow, quirks: KaleyraQuirks): Record<string, unknown> {
  const wire: Record<string, unknown> = { ...row };
  if (quirks.string_duration) wire.duration = String(row.duration);
  if (quirks.numeric_billsec) wire.billsec = Number(row.billsec);
  if (quirks.lower_case_status) wire.status = row.status.toLowerCase();
  if (quirks.epoch_times) {
    wire.start_time = String(epochOf(row.start_time));
    wire.end_time = /^[1-9]/.test(row.end_time) ? String(epochOf(row.end_time)) : row.end_time;
  }
  return wire;
}

/** `rows` are texts already: on the plain path nothing is ever built only to be written out. */
export function listingText(rows: string[], quirks: KaleyraQuirks): string {
  const head = `"status":${quirks.numeric_status ? '200' : '"200"'},"message":"OK"`;
  if (rows.length === 0 && quirks.empty !== 'array') {
    return quirks.empty === 'absent' ? `{${head}}` : `{${head},"data":${quirks.empty === 'null' ? 'null' : '""'}}`;
  }
  const list = `[${rows.join(',')}]`;
  switch (quirks.container) {
    case 'root':
      return list;
    case 'records':
      return `{${head},"records":${list}}`;
    case 'data.records':
      return `{${head},"data":{"total":${rows.length},"records":${list}}}`;
    case 'data.data':
      return `{${head},"data":{"total":${rows.length},"data":${list}}}`;
    case 'object':
      return `{${head},"data":{${rows.map((row, index) => `"${index}":${row}`).join(',')}}}`;
    case 'data':
      return `{${head},"data":${list}}`;
  }
}
