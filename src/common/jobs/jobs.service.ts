import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import { CronJob } from 'cron';
import { Logger as GraphileLogger, run, runMigrations, type JobHelpers, type Runner, type WorkerEvents } from 'graphile-worker';
import { EventEmitter } from 'node:events';
import type { Logger } from 'pino';
import { PostgresService } from '../../supabase/postgres.service.js';
import { ConfigService } from '../config/config.service.js';
import { InjectLogger } from '../log/logger.token.js';
import { runInContext } from '../log/requestContext.js';
import { patientPool } from './patientPool.js';
import type { Task } from './task.js';
import { WorkerPresence } from './workerPresence.js';

/** Jobs worked on at once by one process. */
const CONCURRENCY = 8;

/** What a task gets besides its payload. */
export interface TaskContext {
  job_id: string;
  attempt: number;
  /** Aborted when the process is about to stop: leave at the next safe place; the job comes back. */
  signal: AbortSignal;
}

export interface JobOptions {
  /** Jobs of one queue run one after another, across all nodes. */
  queue?: string;
  /** A second job with the same key replaces the first while it waits. */
  key?: string;
  /** It then keeps the time of the first: what comes often is done all the same. */
  keeps_run_at?: boolean;
  max_attempts?: number;
  run_at?: Date;
}

export interface ScheduleOptions {
  /** The task's when not given. Stored: it tells the ticks of one schedule from those of another. */
  name?: string;
  /** The job starts up to this many seconds after the tick, so that not all installations call a provider in the same second. */
  jitter_seconds: number;
}

interface Schedule extends Required<ScheduleOptions> {
  cron: string;
  task: string;
  payload: object;
}

/** Background work: modules say what their tasks do and when, services add jobs, every node may run them. */
@Injectable()
export class JobsService implements BeforeApplicationShutdown {
  private readonly tasks = new Map<string, (payload: unknown, context: TaskContext) => Promise<unknown>>();
  private readonly schedules: Schedule[] = [];
  private readonly beginnings: (() => void)[] = [];
  private readonly underWay = new Set<string>();
  private readonly stop = new AbortController();
  private runner?: Runner;
  private ended = false;

  constructor(
    private readonly postgres: PostgresService,
    private readonly scheduler: SchedulerRegistry,
    private readonly presence: WorkerPresence,
    private readonly config: ConfigService,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  /** Aborted when the process is about to stop: whoever waits for a job should not wait any longer. */
  get stopping(): AbortSignal {
    return this.stop.signal;
  }

  /** Says what a task does. It must be safe to run twice. */
  on<P extends object>(task: Task<P>, work: (payload: P, context: TaskContext) => Promise<unknown>): void {
    if (this.tasks.has(task.name)) throw new Error(`The task ${task.name} is registered twice.`);
    this.tasks.set(task.name, async (payload, context) => work(task.read(payload), context));
  }

  /** Has a task done on a schedule. Each tick becomes one job, however many nodes tick. */
  every<P extends object>(cron: string, task: Task<P>, payload: P, { name = task.name, jitter_seconds }: ScheduleOptions): void {
    this.schedules.push({ name, cron, task: task.name, payload, jitter_seconds });
  }

  /** Called when this process begins to work on jobs; never in one that does not. */
  onStart(begin: () => void): void {
    this.beginnings.push(begin);
  }

  async add<P extends object>(task: Task<P>, payload: P, options: JobOptions = {}): Promise<void> {
    await this.postgres.query(
      'select graphile_worker.add_job($1, $2::json, queue_name => $3, job_key => $4, max_attempts => $5, run_at => $6, job_key_mode => $7)',
      [
        task.name,
        JSON.stringify(payload),
        options.queue ?? null,
        options.key ?? null,
        options.max_attempts ?? null,
        options.run_at ?? null,
        options.keeps_run_at ? 'preserve_run_at' : 'replace',
      ],
    );
  }

  /** Brings the tables of the queue up to date: from then on jobs can be added, by SQL too. `start` does so itself. */
  async install(): Promise<void> {
    await runMigrations({ pgPool: this.postgres.pool, logger: this.graphileLogger() });
  }

  /** Brings the job tables up to date and, unless this process is API only, begins to work. */
  async start(): Promise<void> {
    await this.install();
    if (!this.config.runsJobs) return;
    await this.presence.start(this.underWay);
    const events: WorkerEvents = new EventEmitter();
    // Jobs are locked in the name of the pool, not of the single worker.
    events.on('pool:create', ({ workerPool }) => {
      this.presence.announce(workerPool.id).catch((error: unknown) => this.logger.warn({ err: error }, 'a worker could not be registered'));
    });
    this.runner = await run({
      events,
      pgPool: patientPool(this.postgres.pool, this.stop.signal),
      concurrency: CONCURRENCY,
      noHandleSignals: true,
      pollInterval: 2_000,
      logger: this.graphileLogger(),
      taskList: Object.fromEntries([...this.tasks].map(([name, work]) => [name, this.wrap(work)])),
    });
    for (const schedule of this.schedules) this.startSchedule(schedule);
    for (const begin of this.beginnings) begin();
    // The runner ends by itself only when something is badly wrong; the rest of the process must hear of it.
    this.runner.promise
      .catch((error: unknown) => this.logger.error({ err: error }, 'the job runner stopped'))
      .finally(() => (this.ended = true));
  }

  /** Whether this process works on jobs, if it has to. */
  state(): { ok: boolean; works: boolean; message?: string } {
    const works = this.runner !== undefined && !this.ended;
    if (!this.config.runsJobs || (works && this.presence.isShown)) return { ok: true, works };
    return { ok: false, works, message: works ? 'other nodes cannot see that this worker is alive' : 'the job runner is not running' };
  }

  /** Jobs that wait and could run now, and how long the oldest of them waits, seconds. */
  async lag(): Promise<{ waiting: number; oldest_seconds: number; failed: number }> {
    const [row] = await this.postgres.query<{ waiting: string; oldest_seconds: string; failed: string }>(
      `select count(*) filter (where run_at <= now() and attempts < max_attempts) as waiting,
              coalesce(extract(epoch from now() - min(run_at) filter (where run_at <= now() and attempts < max_attempts)), 0)
                 as oldest_seconds,
              count(*) filter (where attempts >= max_attempts) as failed
       from graphile_worker._private_jobs j
       where locked_at is null
         -- Behind a job of its own queue that is being worked on, waiting is no sign of trouble.
         and not exists (select from graphile_worker._private_job_queues q where q.id = j.job_queue_id and q.locked_at is not null)`,
    );
    return { waiting: Number(row!.waiting), oldest_seconds: Math.max(0, Number(row!.oldest_seconds)), failed: Number(row!.failed) };
  }

  /** Lets running jobs finish, then stops; what is not begun stays in the database for others. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stop.abort();
    for (const name of this.scheduler.getCronJobs().keys()) this.scheduler.deleteCronJob(name);
    await this.runner?.stop();
    await this.presence.stop();
  }

  private wrap(work: (payload: unknown, context: TaskContext) => Promise<unknown>) {
    return (payload: unknown, helpers: JobHelpers): Promise<void> =>
      runInContext({ request_id: `job-${helpers.job.id}` }, async () => {
        const started = performance.now();
        const fields = { task: helpers.job.task_identifier, job_id: helpers.job.id, attempt: helpers.job.attempts };
        this.underWay.add(helpers.job.id);
        try {
          await work(payload, {
            job_id: helpers.job.id,
            attempt: helpers.job.attempts,
            signal: this.stop.signal,
          });
          this.logger.debug({ ...fields, ms: Math.round(performance.now() - started) }, 'a job is done');
        } catch (error) {
          this.logger.warn({ ...fields, err: error }, 'a job failed and will be retried with back-off');
          throw error;
        } finally {
          this.underWay.delete(helpers.job.id);
        }
      });
  }

  private startSchedule(schedule: Schedule): void {
    const job = new CronJob(schedule.cron, () => {
      // The tick's own second names it, so that all nodes name it alike.
      const tick = new Date(Math.round(Date.now() / 1000) * 1000);
      this.postgres
        .query('select public.add_cron_job($1, $2, $3, $4, $5, $6)', [
          schedule.name,
          tick,
          schedule.task,
          JSON.stringify(schedule.payload),
          null,
          schedule.jitter_seconds,
        ])
        .catch((error: unknown) =>
          this.logger.warn({ err: error, schedule: schedule.name }, 'a scheduled run was missed; the next one will make up for it'),
        );
    });
    this.scheduler.addCronJob(schedule.name, job);
    job.start();
  }

  private graphileLogger(): GraphileLogger {
    const levels = { error: 'warn', warning: 'warn', info: 'debug', debug: 'trace' } as const;
    return new GraphileLogger(
      () => (level, message) => this.logger[levels[level as keyof typeof levels]]({ context: 'graphile-worker' }, message),
    );
  }
}
