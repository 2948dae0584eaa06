import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Require } from '../common/auth/access.decorator.js';
import { CurrentUser, type CurrentUserData } from '../common/auth/currentUser.js';
import { entityNotFound } from '../common/entities/entities.errors.js';
import { Refuses } from '../common/errors/refuses.decorator.js';
import { assigneeNotFound } from '../gmailIngestion/gmailIngestion.errors.js';
import { AssignmentBulksService } from './assignmentBulks.service.js';
import { AssignmentBulkDto, BulkAssignDto } from './dto/assignmentBulk.dto.js';
import { assignmentBulkNotFound, notAssignable } from './queryAssignments.errors.js';

@ApiTags('Assignments')
@Controller('query-assignments/bulk-assign')
@Require('assignments', 'edit')
export class AssignmentBulksController {
  constructor(private readonly bulks: AssignmentBulksService) {}

  /**
   * Give many things to an agent, selected by filter or by ids.
   * @remarks The selection is made now. Up to 1,000 things are assigned before the response; more are assigned in the background.
   */
  @Post()
  @HttpCode(200)
  @ApiOkResponse({ type: AssignmentBulkDto, description: 'Done, or only looked at.' })
  @ApiAcceptedResponse({
    type: AssignmentBulkDto,
    description: 'It continues in the background; `GET /query-assignments/bulk-assign/{id}` shows the progress.',
  })
  @Refuses(notAssignable, entityNotFound, assigneeNotFound)
  async assignInBulk(
    @Body() body: BulkAssignDto,
    @CurrentUser() user: CurrentUserData,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AssignmentBulkDto> {
    const bulk = await this.bulks.order(body, { id: user.id, permissions: user.permissions! });
    void reply.status(bulk.state === 'queued' ? 202 : 200);
    return bulk;
  }

  /** Get the progress and the failures of a bulk assignment. */
  @Get(':id')
  @Require('assignments', 'view')
  @Refuses(assignmentBulkNotFound)
  getAssignmentBulk(@Param('id', ParseUUIDPipe) id: string): Promise<AssignmentBulkDto> {
    return this.bulks.get(id);
  }
}
