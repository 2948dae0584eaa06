import { closeSync, openSync, readSync, statSync } from 'node:fs';
import path from 'node:path';
import type pg from 'pg';

/** A node of a plan as EXPLAIN prints it. */
export interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Parent Relationship'?: string;
  /** 0: it was planned and not carried out. */
  'Actual Loops'?: number;
  'Shared Hit Blocks'?: number;
  'Shared Read Blocks'?: number;
  Plans?: PlanNode[];
}

/** A statement that was carried out. */
interface Executed {
  query: string;
  plan: PlanNode;
}

/**
 * The plans that statements really had, out of the database's own log (auto_explain): of the very statements that the product sent,
 * prepared ones and those inside functions too. Whoever reads them has to be the superuser, whose own statements are left out.
 */
export class PlanLog {
  private read = 0;

  private constructor(private readonly file: string) {}

  static async open(admin: pg.Pool): Promise<PlanLog> {
    for (const role of ['postgres', 'authenticator']) {
      const set = (name: string, value: string) => admin.query(`alter role ${role} set ${name} = '${value}'`);
      await set('session_preload_libraries', 'auto_explain');
      await set('auto_explain.log_min_duration', '0');
      await set('auto_explain.log_analyze', 'on');
      await set('auto_explain.log_buffers', 'on');
      await set('auto_explain.log_timing', 'off');
      await set('auto_explain.log_nested_statements', 'on');
      await set('auto_explain.log_parameter_max_length', '0');
      await set('auto_explain.log_format', 'json');
    }
    await admin.query(`select pg_terminate_backend(pid) from pg_stat_activity where usename in ('postgres', 'authenticator')`);
    const { rows } = await admin.query<{ data_directory: string }>('show data_directory');
    return new PlanLog(path.join(path.dirname(rows[0]!.data_directory), 'postgres.log'));
  }

  /** What was logged since it was asked last. */
  take(): Executed[] {
    const end = statSync(this.file).size;
    const bytes = Buffer.alloc(end - this.read);
    const file = openSync(this.file, 'r');
    readSync(file, bytes, 0, bytes.length, this.read);
    closeSync(file);
    this.read = end;
    const found: Executed[] = [];
    for (const [, json] of bytes.toString().matchAll(/ plan:\n((?:\t.*\n)+)/g)) {
      const executed = planOf(json!);
      if (executed) found.push(executed);
    }
    return found;
  }
}

/** Null where the lines of two backends are mixed: a question whose plan is lost has none, which is a fault of its own. */
function planOf(json: string): Executed | null {
  try {
    const { 'Query Text': query, Plan: plan } = JSON.parse(json) as { 'Query Text': string; Plan: PlanNode };
    return { query, plan };
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

export function nodesOf(plan: PlanNode): PlanNode[] {
  return [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];
}

/** Pages of 8 kB that were looked at, cached or not. */
export function buffersOf(plan: PlanNode): number {
  return (plan['Shared Hit Blocks'] ?? 0) + (plan['Shared Read Blocks'] ?? 0);
}
