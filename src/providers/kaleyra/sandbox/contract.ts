import type { Correction } from './archive.js';
import type { KaleyraBooks } from './books.js';
import type { DialDesk } from './dialDesk.js';
import type { FaultBoard } from './faults.js';
import type { KaleyraQuirks } from './quirks.js';
import type { RequestLog } from './requestLog.js';
import type { KaleyraSandboxRow } from './row.js';

export interface KaleyraSandboxOptions {
  /** 0 is any free port. */
  port?: number;
  api_key?: string;
  /** `demo`: ordinary days without end; `seed_week`: the 2,088 rows of the source documents, ending now. */
  profile?: 'demo' | 'seed_week';
  seed?: number | string;
  /** Of a weekday in the demo, give or take a twelfth; Sundays are quieter. */
  rows_per_day?: number;
  /** How many days before the start have rows. */
  days_back?: number;
  now?: () => Date;
}

export interface KaleyraSandbox {
  /** `http://127.0.0.1:<port>/v1/` */
  url: string;
  control_url: string;
  api_key: string;
  /** Figures over the rows listed by now that begin in [from, to). */
  books(range: { from: string; to: string }): KaleyraBooks;
  /** Those rows, newest first. */
  rows(range: { from: string; to: string }): KaleyraSandboxRow[];
  correct(correction: Correction): KaleyraSandboxRow[];
  insert(rows: Partial<KaleyraSandboxRow>[]): KaleyraSandboxRow[];
  remove(ids: string[]): number;
  requests: RequestLog;
  faults: FaultBoard;
  quirks: KaleyraQuirks;
  dials: DialDesk;
  stop(): Promise<void>;
}
