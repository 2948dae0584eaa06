import { Injectable } from '@nestjs/common';
import { PostgresService } from '../supabase/postgres.service.js';
import { Functions } from '../supabase/functions.service.js';
import { SupabaseService } from '../supabase/supabase.service.js';
import { unwrap } from '../supabase/table.js';
import type { CallSyncRunDto } from './dto/callSync.dto.js';

export interface RejectedRow {
  page: number;
  fault: string;
  raw: unknown;
}

/** What was read and not stored yet, and where reading goes on. */
export interface PulledPages {
  /** JSON, an array of rows. */
  call_logs: string;
  rejects: RejectedRow[];
  pages: number;
  synced: number;
  /** Where these pages begin. */
  at_date: string;
  at_page: number;
  next_date: string;
  next_page: number;
}

@Injectable()
export class CallSyncRunsRepository {
  constructor(
    private readonly supabase: SupabaseService,
    private readonly functions: Functions,
    private readonly postgres: PostgresService,
  ) {}

  /** The run under way for these days, or a new one with its job. */
  async start(from_date: string, to_date: string, trigger: string, requested_by?: string): Promise<CallSyncRunDto> {
    return this.functions.one('start_kaleyra_sync', {
      p_from: from_date,
      p_to: to_date,
      p_trigger: trigger,
      p_requested_by: requested_by,
    });
  }

  async get(id: string): Promise<CallSyncRunDto> {
    return unwrap(await this.supabase.admin.from('kaleyra_sync_runs').select().eq('id', id).single()) as CallSyncRunDto;
  }

  async newest(): Promise<CallSyncRunDto | null> {
    return unwrap(
      await this.supabase.admin.from('kaleyra_sync_runs').select().order('created_at', { ascending: false }).limit(1).maybeSingle(),
    ) as CallSyncRunDto | null;
  }

  async begin(id: string, now: Date): Promise<void> {
    unwrap(
      await this.supabase.admin
        .from('kaleyra_sync_runs')
        .update({ state: 'running', started_at: now.toISOString(), heartbeat_at: now.toISOString() })
        .eq('id', id)
        .eq('state', 'queued'),
    );
  }

  /** Stores pages and moves the run on, in one transaction; `sync_place_moved` when the pages before them are not stored. Straight over pg: a megabyte of rows need not be parsed twice. */
  async store(id: string, pulled: PulledPages): Promise<void> {
    await this.postgres.query({
      name: 'store_kaleyra_pages',
      text: 'select public.store_kaleyra_pages($1, $2::jsonb, $3::jsonb, $4, $5, $6, $7, $8, $9)',
      values: [
        id,
        pulled.call_logs,
        JSON.stringify(pulled.rejects),
        pulled.pages,
        pulled.synced,
        pulled.at_date,
        pulled.at_page,
        pulled.next_date,
        pulled.next_page,
      ],
    });
  }

  async finish(
    id: string,
    outcome: { state: 'succeeded' } | { state: 'failed'; error_code: string; error_message: string },
    now: Date,
  ): Promise<void> {
    unwrap(
      await this.supabase.admin
        .from('kaleyra_sync_runs')
        .update({ ...outcome, finished_at: now.toISOString() })
        .eq('id', id)
        .in('state', ['queued', 'running']),
    );
  }
}
