import { Injectable } from '@nestjs/common';
import { randomInt } from 'node:crypto';
import type { Logger } from 'pino';
import { PostgresService } from '../../supabase/postgres.service.js';
import type { Ask, SteadyConnection } from '../../supabase/steadyConnection.js';
import { databaseUnavailable } from '../errors/commonErrors.js';
import { InjectLogger } from '../log/logger.token.js';

/** How often this node looks for dead ones, and whether its own connection answers, milliseconds. */
const SWEEP_MS = 5_000;
/** How long a job may be ours without our knowing it, milliseconds: longer than we wait for the answer that gives it to us. */
const UNHEARD_MS = 20_000;

/**
 * Shows other nodes that this process lives, by an advisory lock that the database frees the moment its connection ends,
 * and gives back the jobs of processes that do not. It also gives back jobs that this process was given and never heard of:
 * the database locked them for it and ended before the answer was out.
 */
@Injectable()
export class WorkerPresence {
  /** Shorter in tests, which set it before the start. */
  readonly times = { sweep_ms: SWEEP_MS, unheard_ms: UNHEARD_MS };
  private readonly lock_key = randomInt(2 ** 47);
  private readonly worker_ids = new Set<string>();
  /** Jobs that are ours and not under way, with the moment we first saw them so, milliseconds. */
  private unheard = new Map<string, number>();
  private underWay: ReadonlySet<string> = new Set();
  private readonly connection: SteadyConnection;
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly postgres: PostgresService,
    @InjectLogger() private readonly logger: Logger,
  ) {
    this.connection = postgres.steady({
      prepare: (ask) => this.show(ask),
      down: (reason) => logger.warn({ reason }, 'other nodes cannot see that this worker is alive; retrying'),
      probe_ms: SWEEP_MS,
    });
  }

  /** Begins to show and to look; `underWay` holds the ids of the jobs that this process is working on, at any moment. */
  async start(underWay: ReadonlySet<string>): Promise<void> {
    this.underWay = underWay;
    await this.connection.start();
    // Without it other nodes would take this process for dead.
    if (!this.connection.isUp) throw databaseUnavailable();
    await this.sweep();
    this.timer = setInterval(() => void this.beat(), this.times.sweep_ms);
    this.timer.unref();
  }

  /** Whether other nodes can see that this process lives. */
  get isShown(): boolean {
    return this.connection.isUp;
  }

  /** Names a worker of this process, so that its jobs can be given back if the process dies. */
  async announce(worker_id: string): Promise<void> {
    this.worker_ids.add(worker_id);
    await this.postgres.query('insert into public.job_workers (worker_id, lock_key) values ($1, $2) on conflict do nothing', [
      worker_id,
      this.lock_key,
    ]);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    if (this.connection.isUp)
      await this.connection
        .query('delete from public.job_workers where lock_key = $1', [this.lock_key])
        .catch((error: unknown) =>
          this.logger.debug({ err: error }, 'this worker could not sign off; other nodes will notice that it is gone'),
        );
    await this.connection.stop();
  }

  /** The lock lives as long as the connection; others may have forgotten the workers of one that was lost. */
  private async show(ask: Ask): Promise<void> {
    await ask('select pg_advisory_lock($1)', [this.lock_key]);
    for (const worker_id of this.worker_ids) await this.announce(worker_id);
  }

  private async beat(): Promise<void> {
    // While other nodes cannot see that this one lives, it is not for it to say who does not.
    if (!this.connection.isUp) return this.unheard.clear();
    try {
      await this.sweep();
      await this.giveBackUnheard();
    } catch (error) {
      // Ends of jobs may wait for the database as well; they get their time anew.
      this.unheard.clear();
      this.logger.warn({ reason: (error as Error).message }, 'could not check for dead workers');
    }
  }

  private async sweep(): Promise<void> {
    const [row] = await this.postgres.query<{ dead: number }>('select public.release_dead_workers() as dead');
    if (row!.dead > 0) this.logger.warn({ workers: row!.dead }, 'released the jobs of workers that are gone');
  }

  private async giveBackUnheard(): Promise<void> {
    const ours = [...this.worker_ids];
    const locked = await this.postgres.query<{ id: string }>('select id from graphile_worker._private_jobs where locked_by = any ($1)', [
      ours,
    ]);
    const now = performance.now();
    this.unheard = new Map(locked.filter(({ id }) => !this.underWay.has(id)).map(({ id }) => [id, this.unheard.get(id) ?? now]));
    const lost = [...this.unheard].filter(([, since]) => now - since >= this.times.unheard_ms).map(([id]) => id);
    if (lost.length === 0) return;
    const returned = await this.postgres.query<{ id: string }>(
      `with returned as (
         update graphile_worker._private_jobs set locked_by = null, locked_at = null, attempts = greatest(0, attempts - 1)
         -- One that came back and was taken anew meanwhile is another matter.
         where id = any ($1) and locked_by = any ($2) and locked_at <= now() - $3 * interval '1 millisecond' returning id, job_queue_id
       ), freed as (
         update graphile_worker._private_job_queues q set locked_by = null, locked_at = null
         from returned r where q.id = r.job_queue_id and q.locked_by = any ($2)
       )
       select id from returned`,
      [lost, ours, this.times.unheard_ms],
    );
    if (returned.length > 0)
      this.logger.warn({ job_ids: returned.map(({ id }) => id) }, 'released jobs that were assigned to this process without its knowledge');
  }
}
