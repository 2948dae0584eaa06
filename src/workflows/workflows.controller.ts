import { Body, Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { chatTemplateNotFound } from '../chatIngestion/templates/chatTemplates.errors.js';
import { Require } from '../common/auth/access.decorator.js';
import { CurrentUser, type CurrentUserData } from '../common/auth/currentUser.js';
import { staleVersion } from '../common/errors/commonErrors.js';
import { Refuses } from '../common/errors/refuses.decorator.js';
import { OnceOnly } from '../common/idempotency/onceOnly.decorator.js';
import { templateMalformed, templateVariableUnknown } from '../common/templates/templates.errors.js';
import {
  CreateWorkflowDto,
  DryRunDto,
  DryRunResultDto,
  ExportedWorkflowDto,
  ImportWorkflowsDto,
  ListWorkflowsDto,
  StoppedWorkflowsDto,
  StopWorkflowsDto,
  TestWorkflowDto,
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
import {
  workflowActionUnusable,
  workflowHasNoWebhook,
  workflowNotFound,
  workflowNotTestable,
  workflowThingGone,
} from './workflows.errors.js';
import { WorkflowsService } from './workflows.service.js';

const UNREADABLE = [workflowActionUnusable, templateMalformed, templateVariableUnknown, chatTemplateNotFound] as const;

@ApiTags('Workflows')
@Controller('workflows')
@Require('workflows')
export class WorkflowsController {
  constructor(private readonly workflows: WorkflowsService) {}

  /** List what rules can be about, what they may ask, and what they can do. */
  @Get('vocabulary')
  getWorkflowVocabulary(): WorkflowVocabularyDto {
    return this.workflows.vocabulary();
  }

  /** List ready-made rules to start from, in the form that `POST /workflows/import` takes. */
  @Get('templates')
  listWorkflowTemplates(): ExportedWorkflowDto[] {
    return this.workflows.templates();
  }

  /**
   * Create rules from an export, all of them or none.
   * @remarks They are switched off. You must be allowed to do yourself what they do.
   */
  @Post('import')
  @Refuses(...UNREADABLE)
  createImportedWorkflows(@Body() body: ImportWorkflowsDto, @CurrentUser() user: CurrentUserData): Promise<WorkflowDto[]> {
    return this.workflows.import(body, user);
  }

  /**
   * Switch every rule off.
   * @remarks Runs that are running or waiting are cancelled.
   */
  @Post('stop')
  @HttpCode(200)
  @Require('workflows', 'edit')
  stopWorkflows(@Body() _body: StopWorkflowsDto): Promise<StoppedWorkflowsDto> {
    return this.workflows.stopAll();
  }

  /** List rules. */
  @Get()
  list(@Query() query: ListWorkflowsDto): Promise<WorkflowPageDto> {
    return this.workflows.list(query);
  }

  /**
   * Create a rule.
   * @remarks A rule without conditions is refused, and so are unknown fields, actions and variables. You must be allowed to do
   * yourself what it does.
   * Only this answer has the secret of a webhook.
   */
  @Post()
  @OnceOnly()
  @Refuses(...UNREADABLE)
  create(@Body() body: CreateWorkflowDto, @CurrentUser() user: CurrentUserData): Promise<WorkflowWithSecretDto> {
    return this.workflows.create(body, user);
  }

  /** Get a rule, and how it is doing. */
  @Get(':id')
  @Refuses(workflowNotFound)
  get(@Param('id', ParseUUIDPipe) id: string): Promise<WorkflowDetailDto> {
    return this.workflows.get(id);
  }

  /**
   * Change a rule.
   * @remarks Runs continue with the version that they started with. Switching it off cancels those that are running or waiting.
   */
  @Patch(':id')
  @Refuses(workflowNotFound, staleVersion, ...UNREADABLE)
  update(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: UpdateWorkflowDto,
    @CurrentUser() user: CurrentUserData,
  ): Promise<WorkflowDetailDto> {
    return this.workflows.update(id, body, user);
  }

  /**
   * Delete a rule.
   * @remarks Runs that are running or waiting are cancelled; what it did remains on record.
   */
  @Delete(':id')
  @Refuses(workflowNotFound)
  remove(@Param('id', ParseUUIDPipe) id: string): Promise<WorkflowDto> {
    return this.workflows.remove(id);
  }

  /** List all versions of a rule, newest first. */
  @Get(':id/versions')
  @Refuses(workflowNotFound)
  listWorkflowVersions(@Param('id', ParseUUIDPipe) id: string): Promise<WorkflowVersionDto[]> {
    return this.workflows.versions(id);
  }

  /** List samples of what a rule did not apply to, with the value that each condition saw, newest first. */
  @Get(':id/evaluations')
  @Refuses(workflowNotFound)
  listWorkflowEvaluations(@Param('id', ParseUUIDPipe) id: string): Promise<WorkflowEvaluationDto[]> {
    return this.workflows.evaluations(id);
  }

  /** Export a rule in the form that `POST /workflows/import` takes. */
  @Get(':id/export')
  @Refuses(workflowNotFound)
  exportWorkflow(@Param('id', ParseUUIDPipe) id: string): Promise<ExportedWorkflowDto> {
    return this.workflows.export(id);
  }

  /**
   * Show what a rule would have done in a past range.
   * @remarks Nothing is changed, sent or stored. Conditions use what the events said then and, for everything else, what is known now.
   */
  @Post(':id/dry-run')
  @HttpCode(200)
  @Require('workflows', 'view')
  @Refuses(workflowNotFound, workflowNotTestable)
  simulateWorkflow(@Param('id', ParseUUIDPipe) id: string, @Body() body: DryRunDto): Promise<DryRunResultDto> {
    return this.workflows.dryRun(id, body, new Date());
  }

  /** Test whether a rule applies to one thing as it is now, and what each condition sees. */
  @Post(':id/test')
  @HttpCode(200)
  @Require('workflows', 'view')
  @Refuses(workflowNotFound, workflowNotTestable, workflowThingGone)
  testWorkflow(@Param('id', ParseUUIDPipe) id: string, @Body() { entity_id }: TestWorkflowDto): Promise<WorkflowTrialDto> {
    return this.workflows.test(id, entity_id, new Date());
  }

  /** Replace the webhook secret of a rule; only this answer has it. */
  @Post(':id/rotate-secret')
  @HttpCode(200)
  @Require('workflows', 'edit')
  @OnceOnly()
  @Refuses(workflowNotFound, workflowHasNoWebhook)
  rotateWorkflowSecret(@Param('id', ParseUUIDPipe) id: string): Promise<WorkflowSecretDto> {
    return this.workflows.rotateSecret(id);
  }
}
