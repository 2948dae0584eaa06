import { Body, Controller, Delete, Get, Param, ParseUUIDPipe, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Require } from '../common/auth/access.decorator.js';
import { NarrowedBy, ScopedBy } from '../common/auth/roleScope.decorator.js';
import { CurrentUser, type CurrentUserData } from '../common/auth/currentUser.js';
import { conflict, staleVersion } from '../common/errors/commonErrors.js';
import { Refuses } from '../common/errors/refuses.decorator.js';
import { treeCycle, treeHasChildren, treeParentNotFound, treeTooDeep } from '../common/trees/trees.errors.js';
import { callCategoryNotFound } from './callCategories.errors.js';
import { CallCategoriesService } from './callCategories.service.js';
import {
  CallCategoryDto,
  CallCategoryPageDto,
  CallCategoryTreeDto,
  CallCategoryTreeQueryDto,
  CreateCallCategoryDto,
  ListCallCategoriesDto,
  UpdateCallCategoryDto,
} from './dto/callCategory.dto.js';

@ApiTags('Call categories')
@Controller('call-categories')
@Require('call_categories')
export class CallCategoriesController {
  constructor(private readonly categories: CallCategoriesService) {}

  /** Get all call categories as a tree. */
  @Get()
  @NarrowedBy('department', 'department_id')
  getCallCategoryTree(@Query() query: CallCategoryTreeQueryDto): Promise<CallCategoryTreeDto> {
    return this.categories.tree(query);
  }

  /** List call categories one by one, newest first. */
  @Get('list')
  @NarrowedBy('department', 'department_id')
  list(@Query() query: ListCallCategoriesDto): Promise<CallCategoryPageDto> {
    return this.categories.list(query);
  }

  /** Get the call categories of a department as a tree, with those for all departments. */
  @Get('by-department/:department')
  @NarrowedBy('department', 'department_id')
  getCallCategoriesOfDepartment(
    @Param('department') department: string,
    @Query() query: CallCategoryTreeQueryDto,
  ): Promise<CallCategoryTreeDto> {
    return this.categories.tree(query, department);
  }

  /** Get a call category, also one that was deleted. */
  @Get(':id')
  @ScopedBy('call_category', callCategoryNotFound)
  @Refuses(callCategoryNotFound)
  get(@Param('id', ParseUUIDPipe) id: string): Promise<CallCategoryDto> {
    return this.categories.get(id);
  }

  /** Add a call category. */
  @Post()
  @Refuses(treeParentNotFound, treeTooDeep, conflict)
  create(@Body() body: CreateCallCategoryDto, @CurrentUser() user: CurrentUserData): Promise<CallCategoryDto> {
    return this.categories.create(body, user.id);
  }

  /** Change or move a call category. */
  @Patch(':id')
  @Refuses(callCategoryNotFound, staleVersion, treeCycle, treeParentNotFound, treeTooDeep, treeHasChildren, conflict)
  update(@Param('id', ParseUUIDPipe) id: string, @Body() body: UpdateCallCategoryDto): Promise<CallCategoryDto> {
    return this.categories.update(id, body);
  }

  /**
   * Delete a call category.
   * @remarks Calls that have it keep it, and it stays readable.
   */
  @Delete(':id')
  @Refuses(callCategoryNotFound, treeHasChildren)
  remove(@Param('id', ParseUUIDPipe) id: string): Promise<CallCategoryDto> {
    return this.categories.remove(id);
  }
}
