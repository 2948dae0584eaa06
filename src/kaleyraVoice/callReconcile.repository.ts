import { Injectable } from '@nestjs/common';
import { PostgresService } from '../supabase/postgres.service.js';
import type { CallReconcileResultDto } from './dto/callSync.dto.js';

export type DayDifference = Omit<CallReconcileResultDto, 'from_date' | 'to_date' | 'healed'>;

@Injectable()
export class CallReconcileRepository {
  constructor(private readonly postgres: PostgresService) {}

  /** Puts rows of the provider (JSON, an array) aside for the comparison; a row that is there already is replaced. */
  async stage(run_id: string, call_logs: string): Promise<void> {
    await this.postgres.query('select public.stage_kaleyra_call_logs($1, $2::jsonb)', [run_id, call_logs]);
  }

  /** Drops what was put aside when the comparison was not made. */
  async forget(run_id: string): Promise<void> {
    await this.postgres.query('delete from public.kaleyra_reconcile_rows where run_id = $1', [run_id]);
  }

  /** Compares what was put aside with ours of one day, and heals when asked to, as one step. `trusted`: every row could be read. */
  async reconcile(run_id: string, day: string, asked_at: Date, options: { heal: boolean; trusted: boolean }): Promise<DayDifference> {
    return this.postgres.transaction(
      async (query) => {
        const [row] = await query<{ difference: DayDifference }>(
          'select public.reconcile_kaleyra_call_logs($1, $2, $2, $3, $4, $5) as difference',
          [run_id, day, asked_at, options.heal, options.trusted],
        );
        return row!.difference;
      },
      { patient: true },
    );
  }
}
