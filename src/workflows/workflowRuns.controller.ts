import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Require } from '../common/auth/access.decorator.js';
import { Refuses } from '../common/errors/refuses.decorator.js';
import { CancelWorkflowRunDto, ListWorkflowRunsDto, WorkflowRunDetailDto, WorkflowRunPageDto } from './dto/workflowRun.dto.js';
import { workflowRunNotFound } from './workflows.errors.js';
import { WorkflowRunsList } from './workflowRunsList.service.js';

@ApiTags('Workflows')
@Controller('workflow-runs')
@Require('workflows')
export class WorkflowRunsController {
  constructor(private readonly runs: WorkflowRunsList) {}

  /** List the runs of rules, newest first. */
  @Get()
  listWorkflowRuns(@Query() query: ListWorkflowRunsDto): Promise<WorkflowRunPageDto> {
    return this.runs.list(query);
  }

  /** Get a run: why it started, and what came of each step. */
  @Get(':id')
  @Refuses(workflowRunNotFound)
  getWorkflowRun(@Param('id', ParseUUIDPipe) id: string): Promise<WorkflowRunDetailDto> {
    return this.runs.get(id);
  }

  /** Cancel a run that is running or waiting; what it has done stays done. */
  @Post(':id/cancel')
  @HttpCode(200)
  @Require('workflows', 'edit')
  @Refuses(workflowRunNotFound, 'workflow_run_ended')
  cancelWorkflowRun(@Param('id', ParseUUIDPipe) id: string, @Body() { note }: CancelWorkflowRunDto): Promise<WorkflowRunDetailDto> {
    return this.runs.cancel(id, note);
  }

  /** Retry the failed steps of a run; what succeeded is not repeated. */
  @Post(':id/retry')
  @HttpCode(200)
  @Require('workflows', 'edit')
  @Refuses(workflowRunNotFound, 'workflow_run_not_failed')
  retryWorkflowRun(@Param('id', ParseUUIDPipe) id: string): Promise<WorkflowRunDetailDto> {
    return this.runs.retry(id);
  }
}
