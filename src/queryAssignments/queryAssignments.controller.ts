import { Body, Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Require } from '../common/auth/access.decorator.js';
import { NarrowedBy, ScopedBy, ScopedByEntity } from '../common/auth/roleScope.decorator.js';
import { CurrentUser, type CurrentUserData } from '../common/auth/currentUser.js';
import { entityNotFound } from '../common/entities/entities.errors.js';
import { staleVersion } from '../common/errors/commonErrors.js';
import { Refuses } from '../common/errors/refuses.decorator.js';
import { stepNotAllowed } from '../common/status/lifecycles.service.js';
import { assigneeNotFound } from '../gmailIngestion/gmailIngestion.errors.js';
import {
  AssignDto,
  AssignedDto,
  AssignmentActionDto,
  AssignmentDetailDto,
  AssignmentDto,
  AssignmentPageDto,
  ClaimDto,
  ListAssignmentsDto,
  ListQueuesDto,
  ListWaitingDto,
  QueueDto,
  UpdateAssignmentDto,
  WaitingPageDto,
} from './dto/queryAssignment.dto.js';
import {
  alreadyAssigned,
  assignmentNotFound,
  itemFinished,
  noAgent,
  notAssignable,
  nothingWaits,
  notYourAssignment,
} from './queryAssignments.errors.js';
import { type Caller, QueryAssignmentsService } from './queryAssignments.service.js';

@ApiTags('Assignments')
@Controller('query-assignments')
@Require('assignments')
@ScopedBy('query_assignment', assignmentNotFound)
export class QueryAssignmentsController {
  constructor(private readonly assignments: QueryAssignmentsService) {}

  /**
   * List assignments, newest first: who holds what, and who held it.
   * @remarks With `entity_id` the history of one thing, with `agent_id` and `is_live` what an agent has to do.
   */
  @Get()
  @NarrowedBy('team')
  list(@Query() query: ListAssignmentsDto): Promise<AssignmentPageDto> {
    return this.assignments.list(query);
  }

  /** Count what waits, by channel and team. */
  @Get('queues')
  @NarrowedBy('team')
  getAssignmentQueues(@Query() { team }: ListQueuesDto): Promise<QueueDto[]> {
    return this.assignments.queues(team);
  }

  /** List what waits for an agent, the longest first. */
  @Get('waiting')
  @NarrowedBy('team')
  listWaiting(@Query() query: ListWaitingDto): Promise<WaitingPageDto> {
    return this.assignments.waiting(query);
  }

  /**
   * Give a thing to an agent.
   * @remarks Also beyond the agent's capacity, which the answer then warns of.
   */
  @Post()
  @ScopedByEntity()
  @Require('assignments', 'edit')
  @Refuses(entityNotFound, notAssignable, alreadyAssigned, itemFinished, assigneeNotFound)
  create(@Body() body: AssignDto, @CurrentUser() user: CurrentUserData): Promise<AssignedDto> {
    return this.assignments.assign(body, callerOf(user));
  }

  /**
   * Take a thing for a while, or the next one that you can take.
   * @remarks You are the agent that is tied to your user. Accept it before `lease_until`; otherwise it goes back to the queue.
   */
  @Post('claim')
  @ScopedByEntity()
  @Require('assignments', 'create')
  @Refuses(entityNotFound, notAssignable, alreadyAssigned, itemFinished, noAgent, nothingWaits)
  claimAssignment(@Body() body: ClaimDto, @CurrentUser() user: CurrentUserData): Promise<AssignedDto> {
    return this.assignments.claim(body, callerOf(user), new Date());
  }

  /** Get an assignment with its thing, its history and possible actions. */
  @Get(':id')
  @Refuses(assignmentNotFound)
  get(@Param('id', ParseUUIDPipe) id: string, @CurrentUser() user: CurrentUserData): Promise<AssignmentDetailDto> {
    return this.assignments.get(id, callerOf(user));
  }

  /**
   * Change the agent, team, status or note of an assignment.
   * @remarks Agents may change their own. Another agent or team ends this assignment as `transferred`.
   */
  @Patch(':id')
  @Require('assignments', 'create')
  @Refuses(assignmentNotFound, notYourAssignment, staleVersion, stepNotAllowed, assigneeNotFound, itemFinished)
  update(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: UpdateAssignmentDto,
    @CurrentUser() user: CurrentUserData,
  ): Promise<AssignmentDto> {
    return this.assignments.update(id, body, callerOf(user));
  }

  /**
   * Take an action on an assignment: accept, return, release, transfer or unassign.
   * @remarks Agents may act on their own. `return` says that it was not for this agent, who is not asked again at once.
   */
  @Post(':id/actions')
  @Require('assignments', 'create')
  @HttpCode(200)
  @Refuses(assignmentNotFound, notYourAssignment, staleVersion, stepNotAllowed, assigneeNotFound, itemFinished)
  act(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: AssignmentActionDto,
    @CurrentUser() user: CurrentUserData,
  ): Promise<AssignmentDetailDto> {
    return this.assignments.act(id, body, callerOf(user));
  }

  /** Take a thing away from the agent; it goes back to the queue. */
  @Delete(':id')
  @Require('assignments', 'edit')
  @Refuses(assignmentNotFound, stepNotAllowed)
  remove(@Param('id', ParseUUIDPipe) id: string, @CurrentUser() user: CurrentUserData): Promise<AssignmentDto> {
    return this.assignments.unassign(id, callerOf(user));
  }
}

function callerOf({ id, permissions }: CurrentUserData): Caller {
  return { id, permissions: permissions! };
}
