import { CronTime } from 'cron';
import type { Condition } from '../common/conditions/condition.js';
import { compileCondition } from '../common/conditions/matches.js';
import { neverMatches } from '../common/conditions/neverMatches.js';
import { readCondition } from '../common/conditions/readCondition.js';
import { validationFailed } from '../common/errors/commonErrors.js';
import { createValidationPipe } from '../common/http/validation.js';
import { checkTemplates, type Variable } from '../common/templates/template.js';
import type { WorkflowRegister } from '../common/workflows/workflowRegister.js';
import { WaitParamsDto, BranchParamsDto } from './dto/workflowStep.dto.js';
import { variablesOf } from './variables.js';
import {
  CHANGED,
  fieldsOf,
  type Step,
  type StoredStep,
  type StoredWorkflow,
  type Trigger,
  WAS,
  WEBHOOK_KIND,
  type Workflow,
} from './workflow.js';
import { workflowActionUnusable } from './workflows.errors.js';

/** Branches within branches. */
const MAX_DEPTH = 4;
const MAX_STEPS = 50;
const FIELD_NAME = /^[a-z][a-z0-9_]{0,59}$/;
const pipe = createValidationPipe();

/** Reads rules: refuses what could not work, and makes the rest ready. */
export class WorkflowReader {
  /** `events`: the payload fields of each event, by its name. */
  constructor(
    private readonly register: WorkflowRegister,
    private readonly events: ReadonlyMap<string, readonly string[]>,
    private readonly zone: string,
  ) {}

  /** Raises validation_failed, workflow_action_unusable, template_malformed, template_variable_unknown. */
  async read(stored: StoredWorkflow): Promise<Workflow> {
    const { trigger, name, id, version, created_by } = stored;
    const kind = trigger.type === 'webhook' ? WEBHOOK_KIND : this.register.kind(trigger.kind);
    if (!kind)
      throw fault('trigger.kind', `must be one of the following values: ${this.register.kinds.map(({ type }) => type).join(', ')}`);
    const fields = this.fieldsOf(trigger);
    this.checkTrigger(trigger);
    const conditions = readCondition(stored.conditions, fields, 'conditions');
    const asks_before = fieldsIn(conditions).some((field) => field === CHANGED || field.startsWith(WAS));
    const steps = await this.steps(stored.actions, { trigger, kind, fields, variables: variablesOf(kind, fields) }, 'actions', 1);
    if (count(steps) > MAX_STEPS) throw fault('actions', `must not hold more than ${MAX_STEPS} steps`);
    const compiled = compileCondition(conditions, fields);
    return { id, name, version, created_by, trigger, kind, fields, conditions, matches: compiled, asks_before, steps };
  }

  /** The fields that the conditions of such a rule may ask for. */
  fieldsOf(trigger: Pick<Trigger, 'type' | 'kind' | 'fields' | 'events'>) {
    const kind = trigger.type === 'webhook' ? WEBHOOK_KIND : this.register.kind(trigger.kind)!;
    return fieldsOf(kind, trigger, [...(this.events.get(`${kind.type}:updated`) ?? [])]);
  }

  /** What is said, but not refused. */
  warnings({ conditions, fields }: Workflow): string[] {
    return neverMatches(conditions, fields) ? ['The conditions contradict themselves: nothing could ever match them.'] : [];
  }

  private checkTrigger(trigger: Trigger): void {
    const { type, kind } = trigger;
    const expected = EXPECTED[type];
    for (const field of ['events', 'field', 'minutes', 'cron', 'fields'] as const) {
      const given = trigger[field] !== undefined;
      if (given && !expected.includes(field)) throw fault(`trigger.${field}`, `is not for the type ${type}`);
      if (!given && expected.includes(field)) throw fault(`trigger.${field}`, `is needed for the type ${type}`);
    }
    if (type === 'event') {
      const own = [...this.events.keys()].filter((name) => name.startsWith(`${kind}:`) && !name.endsWith(':removed'));
      const other = trigger.events!.find((name) => !own.includes(name));
      if (other !== undefined || trigger.events!.length === 0)
        throw fault('trigger.events', `must be one or more of the following values: ${own.join(', ')}`);
    }
    if (type === 'time' && !this.register.kind(kind)!.times.includes(trigger.field!))
      throw fault('trigger.field', `must be one of the following values: ${this.register.kind(kind)!.times.join(', ') || 'none'}`);
    if (type === 'schedule') this.checkCron(trigger.cron!);
    if (type === 'webhook')
      for (const [name, field] of Object.entries(trigger.fields!)) {
        if (!FIELD_NAME.test(name)) throw fault(`trigger.fields.${name}`, 'must be named in lower case, digits and underscores');
        if (!['text', 'number', 'flag', 'time', 'list'].includes(field))
          throw fault(`trigger.fields.${name}`, 'must be one of the following values: text, number, flag, time, list');
      }
  }

  private checkCron(cron: string): void {
    try {
      if (cron.trim().split(/\s+/).length !== 5) throw new Error('five fields');
      new CronTime(cron, this.zone);
    } catch {
      throw fault('trigger.cron', 'must be five fields of cron, such as 0 9 * * 1-5');
    }
  }

  private async steps(stored: StoredStep[], context: Context, place: string, depth: number): Promise<Step[]> {
    if (depth > MAX_DEPTH) throw fault(place, `must not be nested deeper than ${MAX_DEPTH} branches`);
    const steps: Step[] = [];
    for (const [index, step] of stored.entries()) steps.push(await this.step(step, context, `${place}[${index}]`, depth));
    return steps;
  }

  private async step({ action: name, params }: StoredStep, context: Context, place: string, depth: number): Promise<Step> {
    const { kind, fields, variables } = context;
    if (name === 'wait') {
      const wait = await read(WaitParamsDto, params, `${place}.params`);
      const { minutes, business = false, calendar_id = null, cancel_on = [] } = wait;
      const unknown = cancel_on.find((each) => !Object.hasOwn(kind.occurrences, each));
      if (unknown !== undefined)
        throw fault(`${place}.params.cancel_on`, `must be of the following values: ${Object.keys(kind.occurrences).join(', ') || 'none'}`);
      return { does: 'wait', params: { minutes, business, calendar_id, cancel_on } };
    }
    if (name === 'branch') {
      const branch = await read(BranchParamsDto, params, `${place}.params`);
      // After a wait nobody knows what was before the event.
      const asked = Object.fromEntries(Object.entries(fields).filter(([field]) => field !== CHANGED && !field.startsWith(WAS)));
      return {
        does: 'branch',
        conditions: readCondition(branch.conditions, asked, `${place}.params.conditions`),
        then: await this.steps(branch.then, context, `${place}.params.then`, depth + 1),
        else: await this.steps(branch.else ?? [], context, `${place}.params.else`, depth + 1),
      };
    }
    const action = this.register.action(name);
    if (!action) {
      const names = [...this.register.actions.map((each) => each.name), 'wait', 'branch'];
      throw fault(`${place}.action`, `must be one of the following values: ${names.join(', ')}`);
    }
    const refusal = action.refuses?.(kind);
    if (refusal) throw workflowActionUnusable({ action: name, place }, { message: refusal });
    const read_params = await read(action.params, params, `${place}.params`);
    const texts = Object.entries(action.texts?.(read_params) ?? {});
    checkTemplates(Object.fromEntries(texts.map(([field, text]) => [`${place}.params.${field}`, text])), variables);
    await action.check?.(read_params, kind);
    return { does: 'act', action, params: read_params };
  }
}

interface Context {
  trigger: Trigger;
  kind: Workflow['kind'];
  fields: Workflow['fields'];
  variables: readonly Variable[];
}

const EXPECTED: Record<Trigger['type'], readonly (keyof Trigger)[]> = {
  event: ['events'],
  time: ['field', 'minutes'],
  schedule: ['cron'],
  webhook: ['fields'],
};

/** The params as their class has them. Raises validation_failed, with the place. */
async function read<P extends object>(type: new () => P, params: unknown, place: string): Promise<P> {
  try {
    return (await pipe.transform(params, { type: 'body', metatype: type })) as P;
  } catch (error) {
    const { details } = error as { details?: unknown };
    if (!Array.isArray(details)) throw error;
    throw validationFailed(
      (details as { field: string; message: string }[]).map(({ field, message }) => ({
        field: `${place}.${field}`,
        message: `${place}.${message}`,
      })),
    );
  }
}

/** Every action of a rule, also inside branches. */
export function actionsOf(steps: readonly Step[]): Extract<Step, { does: 'act' }>[] {
  return steps.flatMap((step) =>
    step.does === 'act' ? [step] : step.does === 'branch' ? [...actionsOf(step.then), ...actionsOf(step.else)] : [],
  );
}

function count(steps: readonly Step[]): number {
  return steps.reduce((sum, step) => sum + 1 + (step.does === 'branch' ? count(step.then) + count(step.else) : 0), 0);
}

function fieldsIn(condition: Condition): string[] {
  if ('all' in condition) return condition.all.flatMap(fieldsIn);
  if ('any' in condition) return condition.any.flatMap(fieldsIn);
  return 'not' in condition ? fieldsIn(condition.not) : [condition.field];
}

function fault(field: string, message: string): Error {
  return validationFailed([{ field, message: `${field} ${message}` }]);
}
