import { Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { CallReconcileRepository, type DayDifference } from './callReconcile.repository.js';
import { dayAfter, pullCallLogs } from './callSyncPull.js';
import type { PulledPages } from './callSyncRuns.repository.js';
import type { CallReconcileDto, CallReconcileResultDto } from './dto/callSync.dto.js';
import { KaleyraAccess, toGatewayError } from './kaleyraAccess.js';
import { syncDays } from './syncDays.js';

/** The longest stretch one request may compare, days. */
const MAX_DAYS = 31;
/** How many ids of each kind are listed. */
const LISTED = 1_000;

/** Compares what the provider has with what we have. */
@Injectable()
export class CallReconcileService {
  constructor(
    private readonly kaleyra: KaleyraAccess,
    private readonly repository: CallReconcileRepository,
  ) {}

  /** Day by day: what is missing, extra or changed here, mended unless it is a dry run. */
  async reconcile(body: CallReconcileDto, now: Date): Promise<CallReconcileResultDto> {
    const { from_date, to_date } = syncDays(body, now, MAX_DAYS);
    const heal = !body.dry_run;
    const result: CallReconcileResultDto = { from_date, to_date, ...NOTHING, missing: [], extra: [], changed: [], healed: heal };
    for (let day = from_date; day <= to_date; day = dayAfter(day)) add(result, await this.reconcileDay(day, heal));
    return result;
  }

  private async reconcileDay(day: string, heal: boolean): Promise<DayDifference> {
    const run_id = randomUUID();
    const asked_at = new Date();
    const place = { from: { next_date: day, next_page: 1 }, to_date: day };
    let trusted = true;
    const stage = (pulled: PulledPages) => {
      trusted &&= pulled.rejects.length === 0;
      return this.repository.stage(run_id, pulled.call_logs);
    };
    try {
      // Twice: a page that shifts while it is read can hide a row once, and that row would look extra.
      for (let time = 1; time <= 2; time++) {
        await pullCallLogs(this.kaleyra.client, place, stage);
      }
      return await this.repository.reconcile(run_id, day, asked_at, { heal, trusted });
    } catch (error) {
      await this.repository.forget(run_id);
      throw toGatewayError(error);
    }
  }
}

const NOTHING = { provider_rows: 0, stored_rows: 0, missing_count: 0, extra_count: 0, extra_kept_count: 0, changed_count: 0 };

function add(result: CallReconcileResultDto, day: DayDifference): void {
  for (const count of Object.keys(NOTHING) as (keyof typeof NOTHING)[]) result[count] += day[count];
  for (const kind of ['missing', 'extra', 'changed'] as const) result[kind] = [...result[kind], ...day[kind]].slice(0, LISTED);
}
