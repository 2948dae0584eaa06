import { Injectable } from '@nestjs/common';
import { treeOf } from '../common/trees/tree.js';
import type { Table } from '../supabase/table.js';
import { Tables } from '../supabase/tables.service.js';
import type {
  CreateReturnCauseDto,
  ReturnCauseDto,
  ReturnCauseTreeDto,
  ReturnCauseTreeQueryDto,
  UpdateReturnCauseDto,
} from './dto/returnCause.dto.js';
import { returnCauseNotFound } from './returnRca.errors.js';

/** Why things come back: a tree. */
@Injectable()
export class ReturnCausesService {
  private readonly causes: Table<'return_causes', ReturnCauseDto>;
  /** Also those that were deleted. */
  private readonly all: Table<'return_causes', ReturnCauseDto>;

  constructor(tables: Tables) {
    const options = { notFound: returnCauseNotFound };
    this.causes = tables.of('return_causes', { ...options, hidden: 'deleted_at' });
    this.all = tables.of('return_causes', options);
  }

  async tree({ is_active }: ReturnCauseTreeQueryDto): Promise<ReturnCauseTreeDto> {
    const rows = await this.causes.all({ is_active });
    return { data: treeOf(rows), total: rows.length };
  }

  /** Also one that was deleted. Raises return_cause_not_found. */
  get(id: string): Promise<ReturnCauseDto> {
    return this.all.get(id);
  }

  /** Raises tree_parent_not_found, tree_too_deep, conflict. */
  create(body: CreateReturnCauseDto, created_by: string): Promise<ReturnCauseDto> {
    return this.causes.insert({ ...body, created_by });
  }

  /** Raises return_cause_not_found, stale_version, tree_cycle, tree_parent_not_found, tree_too_deep, conflict. */
  update(id: string, { version, ...change }: UpdateReturnCauseDto): Promise<ReturnCauseDto> {
    return this.causes.update(id, change, { version });
  }

  /** Returns that have it keep it. Raises return_cause_not_found, tree_has_children. */
  remove(id: string): Promise<ReturnCauseDto> {
    return this.causes.remove(id);
  }
}
