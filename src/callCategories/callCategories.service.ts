import { Injectable } from '@nestjs/common';
import type { Page } from '../common/list/page.dto.js';
import { treeOf } from '../common/trees/tree.js';
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

  list(query: ListCallCategoriesDto): Promise<Page<CallCategoryDto>> {
    return this.categories.page(query);
  }

  /** The tree, of one department with what is for all of them. */
  async tree({ is_active }: CallCategoryTreeQueryDto, department?: string): Promise<CallCategoryTreeDto> {
    const rows: CallCategoryDto[] = await this.functions.call('get_call_categories', {
      p_department: department as string,
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
