import { Injectable } from '@nestjs/common';
import { CalendarsService } from '../calendars/calendars.service.js';
import { matches } from '../common/conditions/matches.js';
import { backoff } from '../common/concurrency/backoff.js';
import { inLanes } from '../common/concurrency/inLanes.js';
import { AppError } from '../common/errors/appError.js';
import { isDatabaseUnavailable } from '../common/errors/commonErrors.js';
import { uuidOf } from '../common/idempotency/uuidOf.js';
import { runInContext } from '../common/log/requestContext.js';
import { fillTemplates } from '../common/templates/template.js';
import type { WorkflowStep } from '../common/workflows/workflowAction.js';
import type { Step, WaitParams, Workflow } from './workflow.js';
import { WorkflowMatching, waitKey } from './workflowMatching.service.js';
import { WorkflowRules } from './workflowRules.service.js';
import { type RunRow, type StepRow, type Thing, WorkflowsRepository } from './workflows.repository.js';
import { workflowThingGone } from './workflows.errors.js';
import { valuesOf, variablesOf } from './variables.js';

/** Runs taken at once, worked on at once, and how long a worker may have one, milliseconds. */
const BATCH = 50;
const LANES = 8;
const LEASE_MS = 60_000;
/** A step that fails is tried so often, with pauses in between. */
const ATTEMPTS = 5;
const PAUSES = { first_ms: 5_000, max_ms: 300_000 };
/** The reaction whose place in the feed says which events have been looked at. */
export const REACTION = 'workflows.match';

/** What keeps a run from its end. */
interface Halt {
  at: Date;
  waits: boolean;
  cancel_on: string[];
}

/** One run while a worker has it. */
interface Going {
  run: RunRow;
  workflow: Workflow;
  known: Map<string, StepRow>;
  halt?: Halt;
  cancelled: boolean;
}

/** Does what rules say, step by step, each once; what has to wait is left and comes back. */
@Injectable()
export class WorkflowRuns {
  constructor(
    private readonly repository: WorkflowsRepository,
    private readonly rules: WorkflowRules,
    private readonly matching: WorkflowMatching,
    private readonly calendars: CalendarsService,
  ) {}

  /** Works on what is due until nothing is. Returns after how many milliseconds something is due next; null: nothing waits. */
  async work(signal?: AbortSignal): Promise<number | null> {
    for (let taken = BATCH; taken === BATCH && !signal?.aborted;) {
      const runs = await this.repository.claim(BATCH, LEASE_MS);
      taken = runs.length;
      await inLanes(runs, LANES, async (run) => {
        // What is not begun comes back when its lease ends.
        if (!signal?.aborted) await this.perform(run);
      });
    }
    return this.repository.nextDueMs();
  }

  /** One run, as far as it goes now. */
  async perform(run: RunRow): Promise<void> {
    const causation = `${run.id}:${run.depth}`;
    await runInContext({ request_id: `workflow-${run.id}`, causation }, async () => {
      const workflow = await this.rules.version(run.workflow_id, run.workflow_version);
      const known = new Map((await this.repository.steps(run.id)).map((step) => [step.position, step]));
      const going: Going = { run, workflow, known, cancelled: false };
      await this.walk(going, workflow.steps, '');
      if (going.cancelled) return;
      const { at = null, waits = false, cancel_on = [] } = going.halt ?? {};
      await this.repository.settle(run.id, at, waits, cancel_on);
    });
  }

  /** False when the run cannot go on now: it waits, or was cancelled. */
  private async walk(going: Going, steps: readonly Step[], prefix: string): Promise<boolean> {
    for (const [index, step] of steps.entries()) {
      const position = `${prefix}${index}`;
      const goes_on =
        step.does === 'wait'
          ? await this.wait(going, step.params, position)
          : step.does === 'branch'
            ? await this.branch(going, step, position)
            : await this.act(going, step, position);
      if (!goes_on) return false;
    }
    return true;
  }

  private async wait(going: Going, params: WaitParams, position: string): Promise<boolean> {
    const { run, known } = going;
    const before = known.get(position);
    if (before?.state === 'done' || before?.state === 'failed') return true;
    const now = new Date();
    const cancel_on = params.cancel_on.length === 0 ? [] : await this.keys(going, params.cancel_on);
    const at = before ? new Date(before.next_at!) : await this.endOf(params, now);
    if (at === null) {
      const error = { error_code: 'calendar_never_opens', error_message: 'The calendar does not have so many open minutes.' };
      await this.note(going, position, 'wait', { state: 'failed', ...error });
      return true;
    }
    if (!before) await this.note(going, position, 'wait', { state: 'waiting', says: `Waits until ${at.toISOString()}.`, next_at: at });
    if (at > now) {
      going.halt = { at, waits: true, cancel_on };
      return false;
    }
    // What happened before the end of the wait, and has not been looked at, ends it all the same.
    const ended = cancel_on.length > 0 ? await this.endedBy(run, cancel_on, at) : undefined;
    if (ended) {
      await this.repository.cancelWaiting([ended]);
      if (!(await this.repository.mayGoOn(run.id))) {
        going.cancelled = true;
        return false;
      }
    }
    await this.note(going, position, 'wait', {
      state: 'done',
      says: `Waited ${params.minutes} ${params.business ? 'business ' : ''}minutes.`,
    });
    return true;
  }

  private async branch(going: Going, step: Extract<Step, { does: 'branch' }>, position: string): Promise<boolean> {
    let taken = going.known.get(position)?.result as { taken?: 'then' | 'else' } | undefined;
    if (!taken?.taken) {
      const thing = await this.thing(going);
      const is = thing !== null && matches(step.conditions, going.workflow.fields, thing, { now: new Date() });
      taken = { taken: is ? 'then' : 'else' };
      const says = is ? 'The conditions of the branch were met.' : 'The conditions of the branch were not met.';
      await this.note(going, position, 'branch', { state: 'done', says, result: taken });
    }
    return this.walk(going, taken.taken === 'then' ? step.then : step.else, `${position}.${taken.taken}.`);
  }

  private async act(going: Going, step: Extract<Step, { does: 'act' }>, position: string): Promise<boolean> {
    const { run, known } = going;
    const before = known.get(position);
    if (before && before.state !== 'retry') return true;
    if (before?.next_at && new Date(before.next_at) > new Date()) {
      this.later(going, new Date(before.next_at));
      return true;
    }
    const { action, params } = step;
    const attempts = (before?.attempts ?? 0) + 1;
    try {
      const prepared = await this.prepared(going, params, stepId(run.id, position));
      if (action.perform) {
        const done = await this.repository.inStep(run.id, position, async (query) => {
          const { says, result, made, skipped } = await action.perform!(prepared, query);
          const state = skipped ? 'skipped' : 'done';
          const row = { state, attempts, says, result, made_type: made?.type, made_id: made?.id };
          await this.repository.writeStep(this.row(going, position, action.name, row), query);
          return true;
        });
        // Somebody else did it, or the run was cancelled.
        if (!done) return this.stillGoes(going);
        return true;
      }
      if (!(await this.stillGoes(going))) return false;
      const { says, result, made, skipped } = await action.send!(prepared);
      const state = skipped ? 'skipped' : 'done';
      await this.note(going, position, action.name, { state, attempts, says, result, made_type: made?.type, made_id: made?.id });
    } catch (error) {
      await this.failed(going, position, action.name, attempts, error as Error);
    }
    return true;
  }

  private async failed(going: Going, position: string, action: string, attempts: number, error: Error): Promise<void> {
    // Without a database nothing can be noted: the lease ends, and somebody tries again.
    if (isDatabaseUnavailable(error)) throw error;
    const refused = error instanceof AppError && error.statusCode < 500;
    const error_code = error instanceof AppError ? error.code : 'internal_error';
    const about = { attempts, error_code, error_message: error.message };
    if (refused || attempts >= ATTEMPTS) return this.note(going, position, action, { state: 'failed', ...about });
    const pause = backoff(attempts, PAUSES);
    await this.note(going, position, action, { state: 'retry', ...about, next_in_ms: Math.round(pause) });
    this.later(going, new Date(Date.now() + pause));
  }

  private async prepared(going: Going, params: object, key: string): Promise<WorkflowStep> {
    const { run, workflow } = going;
    const thing = await this.thing(going);
    if (!thing) throw workflowThingGone();
    const values = valuesOf(workflow.kind, thing);
    const declared = variablesOf(workflow.kind, workflow.fields);
    return {
      key,
      workflow: { id: workflow.id, name: workflow.name, created_by: workflow.created_by ?? key },
      kind: workflow.kind,
      row: thing,
      entity_id: run.entity_id,
      customer_id: (thing['customer_id'] as string | null | undefined) ?? run.customer_id,
      params,
      now: new Date(),
      values: Object.fromEntries(Object.entries(values).filter(([name]) => declared.some((each) => each.name === name))),
      filled: (text) => (text === '' ? '' : fillTemplates({ text: { text, target: 'text' } }, { declared, values, language: 'en' }).text),
    };
  }

  /** The thing as it is after the steps so far; null: it is gone. What a webhook brought stays as it is. */
  private async thing({ run, workflow }: Going): Promise<Thing | null> {
    if (workflow.trigger.type === 'webhook') return { ...(run.input as Record<string, unknown>), id: run.entity_id };
    return (await this.repository.things(workflow.kind, [run.entity_id])).get(run.entity_id) ?? null;
  }

  private async endOf({ minutes, business, calendar_id }: WaitParams, now: Date): Promise<Date | null> {
    if (!business) return new Date(now.getTime() + minutes * 60_000);
    return (await this.calendars.businessTime(calendar_id)).add(now, minutes);
  }

  private async keys(going: Going, names: string[]): Promise<string[]> {
    const { run, workflow } = going;
    const thing = await this.thing(going);
    return names.map((name) => {
      const { via } = workflow.kind.occurrences[name]!;
      return waitKey(workflow.kind.type, name, via === undefined ? run.entity_id : String(thing?.[via] ?? run.entity_id));
    });
  }

  private async endedBy(run: RunRow, cancel_on: string[], until: Date) {
    const since = run.waiting_since === null ? 0 : new Date(run.waiting_since).getTime();
    for (const event of await this.repository.unseen(REACTION)) {
      const at = Date.parse(event.at);
      if (at < since || at > until.getTime()) continue;
      const ended = this.matching.happened(event).find(({ key }) => cancel_on.includes(key));
      if (ended) return ended;
    }
    return undefined;
  }

  private async stillGoes(going: Going): Promise<boolean> {
    going.cancelled = !(await this.repository.mayGoOn(going.run.id));
    return !going.cancelled;
  }

  private later(going: Going, at: Date): void {
    if (!going.halt || at < going.halt.at) going.halt = { at, waits: false, cancel_on: [] };
  }

  private note(going: Going, position: string, action: string, row: object): Promise<void> {
    return this.repository.writeStep(this.row(going, position, action, row));
  }

  private row({ run }: Going, position: string, action: string, row: object): object {
    const { entity_type, entity_id } = run;
    return { id: stepId(run.id, position), run_id: run.id, position, action, entity_type, entity_id, ...row };
  }
}

/** The id of a step: the same whenever it is tried. */
function stepId(run_id: string, position: string): string {
  return uuidOf(`${run_id}:${position}`);
}
