import { Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { ConfigService } from '../common/config/config.service.js';
import { AppError } from '../common/errors/appError.js';
import { validationFailed } from '../common/errors/commonErrors.js';
import { InjectLogger } from '../common/log/logger.token.js';
import { JobsService, type TaskContext } from '../common/jobs/jobs.service.js';
import { ChangeFeedService } from '../common/realtime/changeFeed.service.js';
import { ProviderError } from '../providers/providerError.js';
import type { Table } from '../supabase/table.js';
import { Tables } from '../supabase/tables.service.js';
import { syncRunNotFound } from './kaleyraVoice.errors.js';
import { settleCallAttempts } from './callAttempts.service.js';
import { pullCallLogs } from './callSyncPull.js';
import { CallSyncRunsRepository, type PulledPages } from './callSyncRuns.repository.js';
import type { CallSyncResultDto, CallSyncRunDto, ListCallSyncRunsDto } from './dto/callSync.dto.js';
import { KaleyraAccess } from './kaleyraAccess.js';
import { SYNC_RUN_EVENTS } from './kaleyraVoice.events.js';
import { syncDays } from './syncDays.js';
import { KALEYRA_VOICE } from './kaleyraVoice.settings.js';

@Injectable()
export class CallSyncService {
  private readonly runs: Table<'kaleyra_sync_runs', CallSyncRunDto>;

  constructor(
    tables: Tables,
    private readonly repository: CallSyncRunsRepository,
    private readonly kaleyra: KaleyraAccess,
    private readonly config: ConfigService,
    private readonly jobs: JobsService,
    private readonly feed: ChangeFeedService,
    @InjectLogger() private readonly logger: Logger,
  ) {
    this.runs = tables.of<'kaleyra_sync_runs', CallSyncRunDto>('kaleyra_sync_runs', {
      notFound: syncRunNotFound,
      filters: ['state', 'trigger', 'requested_by'],
      sort: ['created_at'],
    });
  }

  listRuns(query: ListCallSyncRunsDto) {
    return this.runs.page(query);
  }

  getRun(id: string): Promise<CallSyncRunDto> {
    return this.runs.get(id);
  }

  /** Starts a run for these days, or joins the one under way. */
  start(query: { from_date?: string; to_date?: string }, trigger: string, now: Date, requested_by?: string): Promise<CallSyncRunDto> {
    void this.kaleyra.client;
    const { from_date, to_date } = syncDays(query, now);
    return this.repository.start(from_date, to_date, trigger, requested_by);
  }

  /** Starts or joins a run and waits for its end, but not longer than configured. A failed run raises its cause. */
  async sync(query: { from_date?: string; to_date?: string }, requested_by: string): Promise<CallSyncResultDto> {
    const started = await this.start(query, 'manual', new Date(), requested_by);
    const run = await this.waitFor(started.id, this.config.of(KALEYRA_VOICE).KALEYRA_SYNC_WAIT_SECONDS * 1000);
    if (run.state === 'failed') {
      throw new AppError(run.error_code ?? 'sync_failed', 502, run.error_message ?? 'The sync failed.', {
        run_id: run.id,
        synced: run.synced,
      });
    }
    const { synced, inserted, updated, unchanged, rejected } = run;
    return { synced, status: run.state === 'succeeded' ? 'ok' : 'running', run_id: run.id, inserted, updated, unchanged, rejected };
  }

  /**
   * Does one run, from where it was left. A failure of the provider ends the run, what is stored stays and the next run
   * heals; a failure of the database or a stop of this process leaves it to be taken up again.
   */
  async perform(run_id: string, context: TaskContext): Promise<void> {
    const run = await this.repository.get(run_id);
    if (isOver(run)) return;
    await this.repository.begin(run_id, new Date());
    try {
      const from = { next_date: run.next_date, next_page: run.next_page };
      await pullCallLogs(this.kaleyra.client, { from, to_date: run.to_date }, this.storeInOrder(run_id), context.signal);
      // Its rows are stored. Before the run is over: whoever waits for that may count on what follows from it.
      await this.jobs.add(settleCallAttempts, {}, { key: settleCallAttempts.name });
      await this.repository.finish(run_id, { state: 'succeeded' }, new Date());
    } catch (error) {
      if (context.signal.aborted || !isFinal(error)) throw error;
      this.logger.warn({ err: error, run_id }, 'a sync run failed; the next one will catch up');
      await this.repository.finish(run_id, { state: 'failed', error_code: error.code, error_message: error.message }, new Date());
    }
  }

  /** Pages may be handed over while those before them are still being stored. The database refuses them if they come too early. */
  private storeInOrder(run_id: string): (pulled: PulledPages) => Promise<void> {
    let previous = Promise.resolve();
    return (pulled) => {
      const before = previous;
      return (previous = this.repository.store(run_id, pulled).catch(async (error: unknown) => {
        if (!isEarly(error)) throw error;
        await before;
        return this.repository.store(run_id, pulled);
      }));
    };
  }

  private async waitFor(id: string, patience_ms: number): Promise<CallSyncRunDto> {
    await this.feed.waitFor(SYNC_RUN_EVENTS, id, async (told) => isOver(told ?? (await this.repository.get(id))), patience_ms);
    return this.repository.get(id);
  }
}

function isOver({ state }: { state: string }): boolean {
  return state === 'succeeded' || state === 'failed';
}

/** The run stands at another page: those before are not stored yet, or another worker does the run too. */
function isEarly(error: unknown): boolean {
  return error instanceof AppError && error.code === 'sync_place_moved';
}

/** Whether trying the same run again cannot help. */
function isFinal(error: unknown): error is ProviderError | AppError {
  if (error instanceof ProviderError) return true;
  if (isEarly(error)) return false;
  return error instanceof AppError && error.statusCode !== 503 && error.code !== validationFailed.code;
}
