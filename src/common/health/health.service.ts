import { Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { SupabaseService } from '../../supabase/supabase.service.js';
import { PostgresService } from '../../supabase/postgres.service.js';
import { withDeadline } from '../concurrency/withDeadline.js';
import { AppError } from '../errors/appError.js';
import { internalError } from '../errors/commonErrors.js';
import { InjectLogger } from '../log/logger.token.js';
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

/** Something that may be in trouble while every node does its work. */
export interface Part {
  name: string;
  /** Whoever may view this module is told of an outage. */
  module: string;
  /** The outage in a few words, the title of the notice. */
  outage: string;
  check: Check;
  /** What is out, one name each, if there may be several; outages of different names are told apart. */
  affected?: () => Promise<string[]>;
}

export type Checks = Record<string, CheckResult>;

/**
 * Answers two questions: whether this node can do its work, which a load balancer asks, and how the product as a whole is, which people
 * ask. A provider or a mailbox that is out is no reason to take a node away. Modules register their own parts.
 */
@Injectable()
export class HealthService {
  private readonly nodeChecks = new Map<string, Check>();
  private readonly partsByName = new Map<string, Part>();
  /** What the last failure of a check said: the log has each once, not once a question. */
  private readonly faults = new Map<string, string>();

  constructor(
    supabase: SupabaseService,
    postgres: PostgresService,
    jobs: JobsService,
    @InjectLogger() private readonly logger: Logger,
  ) {
    this.registerNodeCheck('database', async () => {
      await postgres.query('select 1');
      return { ok: true };
    });
    this.registerNodeCheck('rest', async () => {
      const { error } = await supabase.admin.from('modules').select('key').limit(1);
      if (error) throw error as unknown as Error;
      return { ok: true };
    });
    this.registerNodeCheck('worker', () => Promise.resolve(jobs.state()));
    this.register({
      name: 'jobs',
      module: 'jobs',
      outage: 'Background jobs wait too long',
      check: async () => {
        const { waiting, oldest_seconds, failed } = await jobs.lag();
        const ok = oldest_seconds <= QUEUE_LAG_SECONDS;
        return {
          ok,
          waiting,
          failed,
          oldest_seconds: Math.round(oldest_seconds),
          ...(ok ? {} : { message: 'jobs wait too long: is a worker running?' }),
        };
      },
    });
    this.register({
      name: 'rest_schema',
      module: 'jobs',
      outage: 'The REST layer does not know our schema',
      check: () => Promise.resolve(supabase.schemaState()),
    });
  }

  /** The parts of the product, for those who watch over them. */
  get parts(): Part[] {
    return [...this.partsByName.values()];
  }

  /** A part of the product that is looked at in `/health`, in the metrics and once a minute by a worker. */
  register(part: Part): void {
    if (this.partsByName.has(part.name)) throw new Error(`The health check ${part.name} is registered twice.`);
    this.partsByName.set(part.name, part);
  }

  /** Something without which this node cannot do its work; what nodes have in common with each other, such as a provider, is a part. */
  registerNodeCheck(name: string, check: Check): void {
    if (this.nodeChecks.has(name)) throw new Error(`The health check ${name} is registered twice.`);
    this.nodeChecks.set(name, check);
  }

  /** From now on this node is not ready: it still answers, but is about to stop. */
  drain(): void {
    this.registerNodeCheck('draining', () => Promise.resolve({ ok: false, message: 'the process is about to stop' }));
  }

  /** Whether this node can do its work. */
  ready(): Promise<Checks> {
    return this.runAll(this.nodeChecks);
  }

  /** How each part of the product is. */
  stateOfParts(): Promise<Checks> {
    return this.runAll(new Map(this.parts.map(({ name, check }) => [name, check])));
  }

  private async runAll(checks: Map<string, Check>): Promise<Checks> {
    return Object.fromEntries(await Promise.all([...checks].map(async ([name, check]) => [name, await this.run(name, check)] as const)));
  }

  private async run(name: string, check: Check): Promise<CheckResult> {
    try {
      const result = await withDeadline(CHECK_MS, check);
      this.faults.delete(name);
      return result;
    } catch (error) {
      const message = words(error as Error);
      if (this.faults.get(name) !== message) this.logger.warn({ err: error, check: name }, 'a health check failed');
      this.faults.set(name, message);
      return { ok: false, message };
    }
  }
}

/** For an operator: the sentence for callers hides what is behind a fault of ours. */
function words(error: Error): string {
  const isOurs = error instanceof AppError && error.code === internalError.code;
  return isOurs && error.cause ? (error.cause as Error).message : error.message;
}

/** Whether all is well. */
export function allOk(checks: Checks): boolean {
  return Object.values(checks).every(({ ok }) => ok);
}
