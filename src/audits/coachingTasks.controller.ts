import { Body, Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { agentNotFound } from '../agents/agents.errors.js';
import { Require } from '../common/auth/access.decorator.js';
import { CurrentUser, type CurrentUserData } from '../common/auth/currentUser.js';
import { forbidden, staleVersion, unprocessable } from '../common/errors/commonErrors.js';
import { Refuses } from '../common/errors/refuses.decorator.js';
import { stepNotAllowed } from '../common/status/lifecycles.service.js';
import { auditNotFound, coachingTaskNotFound } from './audits.errors.js';
import { CoachingTasksService } from './coachingTasks.service.js';
import {
  CoachingTaskDetailDto,
  CoachingTaskDto,
  CoachingTaskPageDto,
  CreateCoachingTaskDto,
  ListCoachingTasksDto,
  StepOfCoachingTaskDto,
  UpdateCoachingTaskDto,
} from './dto/coachingTask.dto.js';

@ApiTags('Audits')
@Controller('audits/coaching-tasks')
@Require('audits')
export class CoachingTasksController {
  constructor(private readonly tasks: CoachingTasksService) {}

  /**
   * List coaching tasks, newest first.
   * @remarks Without the right to edit audits you see those that are yours to do, or for you.
   */
  @Get()
  list(@Query() query: ListCoachingTasksDto, @CurrentUser() user: CurrentUserData): Promise<CoachingTaskPageDto> {
    return this.tasks.list(query, user);
  }

  /** Get a coaching task with its history and possible actions. */
  @Get(':id')
  @Refuses(coachingTaskNotFound)
  get(@Param('id', ParseUUIDPipe) id: string, @CurrentUser() user: CurrentUserData): Promise<CoachingTaskDetailDto> {
    return this.tasks.get(id, user);
  }

  /** Plan coaching for an agent. */
  @Post()
  @Refuses(auditNotFound, agentNotFound, unprocessable)
  create(@Body() body: CreateCoachingTaskDto, @CurrentUser() user: CurrentUserData): Promise<CoachingTaskDto> {
    return this.tasks.create(body, user);
  }

  /** Change a coaching task. */
  @Patch(':id')
  @Refuses(coachingTaskNotFound, staleVersion, unprocessable)
  update(@Param('id', ParseUUIDPipe) id: string, @Body() body: UpdateCoachingTaskDto): Promise<CoachingTaskDto> {
    return this.tasks.update(id, body);
  }

  /**
   * Take a step with a coaching task, such as start or finish.
   * @remarks Its owner may, and users who may edit audits.
   */
  @Post(':id/actions')
  @Require('audits', 'view')
  @HttpCode(200)
  @Refuses(coachingTaskNotFound, forbidden, staleVersion, stepNotAllowed)
  act(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: StepOfCoachingTaskDto,
    @CurrentUser() user: CurrentUserData,
  ): Promise<CoachingTaskDetailDto> {
    return this.tasks.act(id, body, user, new Date());
  }

  /** Delete a coaching task. */
  @Delete(':id')
  @Refuses(coachingTaskNotFound)
  remove(@Param('id', ParseUUIDPipe) id: string): Promise<CoachingTaskDto> {
    return this.tasks.remove(id);
  }
}
