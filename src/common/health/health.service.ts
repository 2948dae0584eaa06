import { Injectable } from '@nestjs/common';
import { SupabaseService } from '../../supabase/supabase.service.js';
import { PostgresService } from '../../supabase/postgres.service.js';
import { withDeadline } from '../concurrency/withDeadline.js';
import { JobsService } from '../jobs/jobs.service.js';

/** A job that waits longer than this shows that nobody works, seconds. */
const QUEUE_LAG_SECONDS = 60;
/** How long one check may take, milliseconds. */
const CHECK_MS = 3_000;

export interface CheckResult {
  ok: boolean;
  /** What is wrong, or what a person wants to see anyway. */
  message?: string;
  [fact: string]: unknown;
}

export type Check = () => Promise<CheckResult>;

/** Answers whether this process can do its work, and names what is wrong. Modules register their own checks. */
@Injectable()
export class HealthService {
  private readonly checks = new Map<string, Check>();

  constructor(supabase: SupabaseService, postgres: PostgresService, jobs: JobsService) {
    this.register('database', async () => {
      await postgres.query('select 1');
      return { ok: true };
    });
    this.register('rest', async () => {
      const { error } = await supabase.admin.from('modules').select('key').limit(1);
      return error ? { ok: false, message: error.message } : { ok: true };
    });
    this.register('jobs', async () => {
      const { waiting, oldest_seconds, failed } = await jobs.lag();
      const ok = oldest_seconds <= QUEUE_LAG_SECONDS;
      return {
        ok,
        waiting,
        failed,
        oldest_seconds: Math.round(oldest_seconds),
        ...(ok ? {} : { message: 'jobs wait too long: is a worker running?' }),
      };
    });
  }

  register(name: string, check: Check): void {
    if (this.checks.has(name)) throw new Error(`The health check ${name} is registered twice.`);
    this.checks.set(name, check);
  }

  async ready(): Promise<{ ok: boolean; checks: Record<string, CheckResult> }> {
    const entries = await Promise.all([...this.checks].map(async ([name, check]) => [name, await this.run(check)] as const));
    return { ok: entries.every(([, result]) => result.ok), checks: Object.fromEntries(entries) };
  }

  private run(check: Check): Promise<CheckResult> {
    return withDeadline(CHECK_MS, check).catch((error: Error) => ({ ok: false, message: error.message }));
  }
}
