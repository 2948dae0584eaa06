import { Injectable } from '@nestjs/common';
import type { Page } from '../common/list/page.dto.js';
import { treeOf } from '../common/trees/tree.js';
import { DepartmentsService } from '../departments/departments.service.js';
import type { Condition } from '../supabase/conditions.js';
import { Functions } from '../supabase/functions.service.js';
import type { Table } from '../supabase/table.js';
import { Tables } from '../supabase/tables.service.js';
import { callCategoryNotFound } from './callCategories.errors.js';
import type {
  CallCategoryDto,
  CallCategoryTreeDto,
  CallCategoryTreeQueryDto,
  CreateCallCategoryDto,
  ListCallCategoriesDto,
  UpdateCallCategoryDto,
} from './dto/callCategory.dto.js';

/** What calls were about: a tree for each department. */
@Injectable()
export class CallCategoriesService {
  private readonly categories: Table<'call_categories', CallCategoryDto>;
  /** Also those that were deleted. */
  private readonly all: Table<'call_categories', CallCategoryDto>;

  constructor(
    tables: Tables,
    private readonly functions: Functions,
    private readonly departments: DepartmentsService,
  ) {
    const options = { notFound: callCategoryNotFound };
    this.categories = tables.of('call_categories', {
      ...options,
      hidden: 'deleted_at',
      filters: ['department', 'parent_id', 'is_active'],
      search: ['name', 'description'],
      sort: ['created_at', 'position', 'name'],
    });
    this.all = tables.of('call_categories', options);
  }

  /** A filter by departments' ids also finds what is for all departments. */
  async list({ department_id, ...query }: ListCallCategoriesDto): Promise<Page<CallCategoryDto>> {
    if (department_id === undefined) return this.categories.page(query);
    const keys = (await this.departments.keysOf({ department_id }))!;
    const of: Condition = { columns: ['department'], operator: 'in', value: keys };
    // What is for all departments is nothing to somebody who has none.
    const more: Condition[] = keys.length === 0 ? [of] : [{ either: [[{ columns: ['department'], operator: 'null' }], [of]] }];
    return this.categories.page(query, more);
  }

  /** The tree, of one department with what is for all of them. */
  async tree({ is_active, department_id }: CallCategoryTreeQueryDto, department?: string): Promise<CallCategoryTreeDto> {
    const keys = await this.departments.keysOf({ department_id, department });
    if (keys?.length === 0) return { data: [], total: 0 };
    const rows: CallCategoryDto[] = await this.functions.call('get_call_categories', {
      p_departments: keys as string[],
      p_is_active: is_active as boolean,
    });
    return { data: treeOf(rows), total: rows.length };
  }

  /** Also one that was deleted. Raises call_category_not_found. */
  get(id: string): Promise<CallCategoryDto> {
    return this.all.get(id);
  }

  /** Raises tree_parent_not_found, tree_too_deep, conflict. */
  create(body: CreateCallCategoryDto, created_by: string): Promise<CallCategoryDto> {
    return this.categories.insert({ ...body, created_by });
  }

  /** Raises call_category_not_found, stale_version, tree_cycle, tree_parent_not_found, tree_too_deep, tree_has_children, conflict. */
  update(id: string, { version, ...change }: UpdateCallCategoryDto): Promise<CallCategoryDto> {
    return this.categories.update(id, change, { version });
  }

  /** Calls that have it keep it. Raises call_category_not_found, tree_has_children. */
  remove(id: string): Promise<CallCategoryDto> {
    return this.categories.remove(id);
  }
}
