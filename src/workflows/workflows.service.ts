import { Injectable } from '@nestjs/common';
import { createHash, randomBytes } from 'node:crypto';
import { OPERATORS } from '../common/conditions/operators.js';
import { allows, PermissionsPort, type UserPermissions } from '../common/auth/permissions.port.js';
import type { CurrentUserData } from '../common/auth/currentUser.js';
import { AppError } from '../common/errors/appError.js';
import { forbidden } from '../common/errors/commonErrors.js';
import { EventCatalogue } from '../common/realtime/eventCatalogue.js';
import { WorkflowRegister } from '../common/workflows/workflowRegister.js';
import { Functions } from '../supabase/functions.service.js';
import type { Table } from '../supabase/table.js';
import { Tables } from '../supabase/tables.service.js';
import type {
  CreateWorkflowDto,
  DryRunDto,
  DryRunResultDto,
  ExportedWorkflowDto,
  ImportWorkflowsDto,
  ListWorkflowsDto,
  StoppedWorkflowsDto,
  UpdateWorkflowDto,
  WorkflowDetailDto,
  WorkflowDto,
  WorkflowEvaluationDto,
  WorkflowPageDto,
  WorkflowSecretDto,
  WorkflowTrialDto,
  WorkflowVersionDto,
  WorkflowVocabularyDto,
  WorkflowWithSecretDto,
} from './dto/workflow.dto.js';
import { actionsOf } from './readWorkflow.js';
import { variablesOf } from './variables.js';
import type { StoredWorkflow, Trigger, Workflow } from './workflow.js';
import { WorkflowDryRun } from './workflowDryRun.service.js';
import { faultOf, WorkflowRules } from './workflowRules.service.js';
import { workflowHasNoWebhook, workflowNotFound } from './workflows.errors.js';
import { WORKFLOW_TEMPLATES } from './workflowTemplates.js';
import { WorkflowsRepository } from './workflows.repository.js';
import { given } from '../common/validation/given.js';

const COLUMNS = [
  ...[
    'id',
    'name',
    'description',
    'trigger',
    'conditions',
    'actions',
    'is_active',
    'trigger_type',
    'entity_type',
    'created_by',
    'created_at',
  ],
  ...['updated_at', 'version'],
] as (keyof WorkflowDto)[];

type Definition = Pick<WorkflowDto, 'name' | 'trigger' | 'conditions' | 'actions'>;

/** Rules: what they say, how they fare, and what they would do. */
@Injectable()
export class WorkflowsService {
  private readonly workflows: Table<'workflows', WorkflowDto>;
  private readonly versions_of: Table<'workflow_versions', WorkflowVersionDto>;
  private readonly samples: Table<'workflow_evaluations', WorkflowEvaluationDto>;
  private readonly watch: Table<'workflow_watch'>;

  constructor(
    tables: Tables,
    private readonly functions: Functions,
    private readonly permissions: PermissionsPort,
    private readonly repository: WorkflowsRepository,
    private readonly rules: WorkflowRules,
    private readonly dry: WorkflowDryRun,
    private readonly register: WorkflowRegister,
    private readonly catalogue: EventCatalogue,
  ) {
    this.workflows = tables.of<'workflows', WorkflowDto>('workflows', {
      notFound: workflowNotFound,
      hidden: 'deleted_at',
      columns: COLUMNS,
      filters: ['is_active', 'trigger_type', 'entity_type'],
      search: ['name', 'description'],
      sort: ['created_at', 'updated_at', 'name'],
      kept: ['is_active', 'trigger_type', 'entity_type'],
    });
    this.versions_of = tables.of('workflow_versions', { columns: ['version', 'since', 'workflow'], sort: ['version'] });
    this.samples = tables.of('workflow_evaluations', {
      columns: ['id', 'entity_type', 'entity_id', 'event', 'why', 'at'],
      sort: ['id'],
    });
    this.watch = tables.of('workflow_watch', { sort: ['workflow_id'] });
  }

  list(query: ListWorkflowsDto): Promise<WorkflowPageDto> {
    return this.workflows.page(query);
  }

  /** Raises workflow_not_found. */
  async get(id: string): Promise<WorkflowDetailDto> {
    const row = await this.workflows.get(id);
    const [watch] = await this.watch.all({ workflow_id: id });
    return {
      ...row,
      evaluated: watch?.evaluated ?? 0,
      matched: watch?.matched ?? 0,
      last_evaluated_at: watch?.last_evaluated_at ?? null,
      last_matched_at: watch?.last_matched_at ?? null,
      fault: watch?.fault ?? null,
      warnings: await this.warningsOf(row),
      webhook_path: row.trigger_type === 'webhook' ? pathOf(id) : null,
    };
  }

  /** Raises validation_failed, workflow_action_unusable, template_malformed, template_variable_unknown, forbidden. */
  async create(body: CreateWorkflowDto, user: CurrentUserData): Promise<WorkflowWithSecretDto> {
    await this.check(body, await this.permissionsOf(user));
    const row = await this.workflows.insert({ ...body, created_by: user.id });
    const secret = row.trigger_type === 'webhook' ? await this.newSecret(row.id) : null;
    return { ...(await this.get(row.id)), secret };
  }

  /** Raises workflow_not_found, stale_version, and what `create` raises. */
  async update(id: string, { version, ...change }: UpdateWorkflowDto, user: CurrentUserData): Promise<WorkflowDetailDto> {
    const before = await this.workflows.get(id);
    const says_more = change.trigger !== undefined || change.conditions !== undefined || change.actions !== undefined;
    // Whoever switches it on stands for what it does.
    if (says_more || change.is_active) await this.check({ ...before, ...given(change) }, await this.permissionsOf(user));
    await this.workflows.update(id, change, { version: version ?? (says_more ? before.version : undefined) });
    return this.get(id);
  }

  /** Raises workflow_not_found. */
  remove(id: string): Promise<WorkflowDto> {
    return this.workflows.remove(id);
  }

  /** All of them, at once. */
  async stopAll(): Promise<StoppedWorkflowsDto> {
    return { stopped: await this.functions.call('stop_workflows', {}) };
  }

  /** Every version, the newest first. Raises workflow_not_found. */
  async versions(id: string): Promise<WorkflowVersionDto[]> {
    await this.workflows.get(id);
    return (await this.versions_of.all({ workflow_id: id })).reverse();
  }

  /** Samples of what did not match, the newest first. Raises workflow_not_found. */
  async evaluations(id: string): Promise<WorkflowEvaluationDto[]> {
    await this.workflows.get(id);
    const { data } = await this.samples.page({ limit: 50 }, { workflow_id: id });
    return data;
  }

  /** Raises workflow_not_found. */
  async export(id: string): Promise<ExportedWorkflowDto> {
    const { name, description, trigger, conditions, actions } = await this.workflows.get(id);
    return { name, description, trigger, conditions, actions };
  }

  /** All of them or none; they are off. Raises what `create` raises. */
  async import({ workflows }: ImportWorkflowsDto, user: CurrentUserData): Promise<WorkflowDto[]> {
    const permissions = await this.permissionsOf(user);
    for (const workflow of workflows) await this.check(workflow, permissions);
    const made: WorkflowDto[] = [];
    for (const workflow of workflows) made.push(await this.workflows.insert({ ...workflow, created_by: user.id }));
    return made;
  }

  /** Raises workflow_not_found, validation_failed, workflow_not_testable. */
  async dryRun(id: string, body: DryRunDto, now: Date): Promise<DryRunResultDto> {
    return this.dry.run(await this.read(id), body, now);
  }

  /** Raises workflow_not_found, workflow_not_testable, workflow_thing_gone. */
  async test(id: string, entity_id: string, now: Date): Promise<WorkflowTrialDto> {
    return this.dry.test(await this.read(id), entity_id, now);
  }

  /** Raises workflow_not_found, workflow_has_no_webhook. */
  async rotateSecret(id: string): Promise<WorkflowSecretDto> {
    const { trigger_type } = await this.workflows.get(id);
    if (trigger_type !== 'webhook') throw workflowHasNoWebhook();
    return { webhook_path: pathOf(id), secret: await this.newSecret(id) };
  }

  templates(): ExportedWorkflowDto[] {
    return WORKFLOW_TEMPLATES;
  }

  vocabulary(): WorkflowVocabularyDto {
    const { kinds, actions } = this.register;
    return {
      kinds: kinds.map((kind) => {
        const events = this.catalogue.events
          .map(({ name }) => name)
          .filter((name) => name.startsWith(`${kind.type}:`) && !name.endsWith(':removed'));
        const fields = this.rules.reader.fieldsOf({ type: 'event', kind: kind.type });
        return {
          kind: kind.type,
          events,
          times: [...kind.times],
          fields: Object.entries(fields).map(([field, { kind: holds, says, values }]) => ({
            field,
            kind: holds,
            says,
            values: values ? [...values] : null,
            operators: Object.keys(OPERATORS[holds]),
          })),
          occurrences: Object.entries(kind.occurrences).map(([name, { says }]) => ({ name, says })),
          variables: variablesOf(kind, kind.fields).map(({ name }) => name),
          actions: [...actions.filter((action) => !action.refuses?.(kind)).map(({ name }) => name), 'wait', 'branch'],
        };
      }),
      actions: actions.map(({ name, says, params }) => ({ action: name, says, params: fieldsIn(params) })),
    };
  }

  /** What a rule can never do; of one that can no longer be read, why. */
  private async warningsOf(row: WorkflowDto): Promise<string[]> {
    try {
      return this.rules.reader.warnings(await this.rules.reader.read(asStored(row)));
    } catch (error) {
      if (!(error instanceof AppError) || error.statusCode >= 500) throw error;
      return [faultOf(error)];
    }
  }

  private async read(id: string): Promise<Workflow> {
    return this.rules.reader.read(asStored(await this.workflows.get(id)));
  }

  /** Who has a rule do something must be allowed to do it himself. Raises what reading it raises, forbidden. */
  private async check(definition: Definition, permissions: UserPermissions): Promise<void> {
    const { kind, steps } = await this.rules.reader.read(asStored({ id: '', version: 0, created_by: null, ...definition }));
    const needed = [[kind.module, 'view'] as const, ...actionsOf(steps).map(({ action }) => action.needs(kind))];
    const missing = needed.find(([module, action]) => !allows(permissions, module, action));
    if (missing) throw forbidden({ module: missing[0], action: missing[1] });
  }

  private async permissionsOf(user: CurrentUserData): Promise<UserPermissions> {
    return user.permissions ?? (await this.permissions.of(user.id));
  }

  private async newSecret(id: string): Promise<string> {
    const secret = randomBytes(24).toString('base64url');
    await this.repository.setSecret(id, hashOf(secret));
    return secret;
  }
}

export function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

function pathOf(id: string): string {
  return `/webhooks/workflows/${id}`;
}

function asStored({
  id,
  name,
  version,
  created_by,
  trigger,
  conditions,
  actions,
}: Definition & Pick<WorkflowDto, 'id' | 'version' | 'created_by'>): StoredWorkflow {
  // The kinds of the fields that a webhook brings are checked where it is read.
  return { id, name, version, created_by, trigger: trigger as Trigger, conditions, actions };
}

function fieldsIn(params: new () => object): string[] {
  const fields = (Reflect.getMetadata('swagger/apiModelPropertiesArray', params.prototype as object) ?? []) as string[];
  return fields.map((field) => field.slice(1));
}
