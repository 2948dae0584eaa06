import { Injectable } from '@nestjs/common';
import type { Page } from '../common/list/page.dto.js';
import { Functions } from '../supabase/functions.service.js';
import type { Table } from '../supabase/table.js';
import { Tables } from '../supabase/tables.service.js';
import type { ListWorkflowRunsDto, WorkflowRunDetailDto, WorkflowRunDto } from './dto/workflowRun.dto.js';
import { workflowRunNotFound } from './workflows.errors.js';

const COLUMNS = [
  ...[
    'id',
    'workflow_id',
    'workflow_version',
    'entity_type',
    'entity_id',
    'customer_id',
    'cause',
    'event',
    'event_at',
    'depth',
    'caused_by',
  ],
  ...['state', 'reason', 'next_at', 'created_at', 'finished_at'],
] as (keyof WorkflowRunDto)[];

/** What rules did: lists, the steps of one run, and what people decide about it. */
@Injectable()
export class WorkflowRunsList {
  private readonly runs: Table<'workflow_runs', WorkflowRunDto>;
  private readonly whole: Table<'workflow_runs', WorkflowRunDetailDto>;
  private readonly steps: Table<'workflow_steps', WorkflowRunDetailDto['steps'][number]>;

  constructor(
    tables: Tables,
    private readonly functions: Functions,
  ) {
    this.runs = tables.of<'workflow_runs', WorkflowRunDto>('workflow_runs', {
      columns: COLUMNS,
      filters: ['workflow_id', 'state', 'entity_type', 'entity_id'],
      sort: ['created_at'],
      kept: ['state', 'entity_type', 'workflow_id'],
    });
    this.whole = tables.of('workflow_runs', { notFound: workflowRunNotFound, columns: [...COLUMNS, 'why'] });
    this.steps = tables.of('workflow_steps', {
      columns: [
        ...(['position', 'action', 'state', 'attempts', 'says', 'result', 'error_code', 'error_message'] as const),
        ...(['made_type', 'made_id', 'next_at', 'at'] as const),
      ],
      sort: ['at'],
    });
  }

  list(query: ListWorkflowRunsDto): Promise<Page<WorkflowRunDto>> {
    return this.runs.page(query);
  }

  /** Raises workflow_run_not_found. */
  async get(id: string): Promise<WorkflowRunDetailDto> {
    const [run, steps] = await Promise.all([this.whole.get(id), this.steps.all({ run_id: id })]);
    return { ...run, steps };
  }

  /** Raises workflow_run_not_found, workflow_run_ended. */
  async cancel(id: string, note = ''): Promise<WorkflowRunDetailDto> {
    await this.functions.call('cancel_workflow_run', { p_id: id, p_note: note });
    return this.get(id);
  }

  /** Raises workflow_run_not_found, workflow_run_not_failed. */
  async retry(id: string): Promise<WorkflowRunDetailDto> {
    await this.functions.call('retry_workflow_run', { p_id: id });
    return this.get(id);
  }
}
