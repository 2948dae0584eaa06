import { Body, Controller, Delete, Get, Param, ParseUUIDPipe, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Require } from '../common/auth/access.decorator.js';
import { CurrentUser, type CurrentUserData } from '../common/auth/currentUser.js';
import { conflict, staleVersion } from '../common/errors/commonErrors.js';
import { Refuses } from '../common/errors/refuses.decorator.js';
import { treeCycle, treeHasChildren, treeParentNotFound, treeTooDeep } from '../common/trees/trees.errors.js';
import {
  CreateReturnCauseDto,
  ReturnCauseDto,
  ReturnCauseTreeDto,
  ReturnCauseTreeQueryDto,
  UpdateReturnCauseDto,
} from './dto/returnCause.dto.js';
import { ReturnCausesService } from './returnCauses.service.js';
import { returnCauseNotFound } from './returnRca.errors.js';

@ApiTags('Return causes')
@Controller('return-rca/causes')
@Require('return_rca')
export class ReturnCausesController {
  constructor(private readonly causes: ReturnCausesService) {}

  /** Get all causes of returns as a tree. */
  @Get()
  getReturnCauseTree(@Query() query: ReturnCauseTreeQueryDto): Promise<ReturnCauseTreeDto> {
    return this.causes.tree(query);
  }

  /** Get a cause of returns, also one that was deleted. */
  @Get(':id')
  @Refuses(returnCauseNotFound)
  get(@Param('id', ParseUUIDPipe) id: string): Promise<ReturnCauseDto> {
    return this.causes.get(id);
  }

  /** Add a cause of returns. */
  @Post()
  @Refuses(treeParentNotFound, treeTooDeep, conflict)
  create(@Body() body: CreateReturnCauseDto, @CurrentUser() user: CurrentUserData): Promise<ReturnCauseDto> {
    return this.causes.create(body, user.id);
  }

  /** Change or move a cause of returns. */
  @Patch(':id')
  @Refuses(returnCauseNotFound, staleVersion, treeCycle, treeParentNotFound, treeTooDeep, conflict)
  update(@Param('id', ParseUUIDPipe) id: string, @Body() body: UpdateReturnCauseDto): Promise<ReturnCauseDto> {
    return this.causes.update(id, body);
  }

  /**
   * Delete a cause of returns.
   * @remarks Returns that have it keep it, and it stays readable.
   */
  @Delete(':id')
  @Refuses(returnCauseNotFound, treeHasChildren)
  remove(@Param('id', ParseUUIDPipe) id: string): Promise<ReturnCauseDto> {
    return this.causes.remove(id);
  }
}
