import { Body, Controller, Delete, Get, Param, ParseUUIDPipe, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Require } from '../common/auth/access.decorator.js';
import { ClosedToScopes, ScopedBy } from '../common/auth/roleScope.decorator.js';
import { CurrentUser, type CurrentUserData } from '../common/auth/currentUser.js';
import { staleVersion } from '../common/errors/commonErrors.js';
import { Refuses } from '../common/errors/refuses.decorator.js';
import { OptionalBody } from '../common/http/optionalBody.js';
import { agentNotFound, notYourAgent, workIntervalNotFound } from './agents.errors.js';
import { AgentTimeService } from './agentTime.service.js';
import { AgentDto } from './dto/agent.dto.js';
import {
  AddWorkIntervalDto,
  AgentDateDto,
  AgentWeekDto,
  AgentTimePieceDto,
  AvailabilityPageDto,
  ClockInDto,
  CorrectWorkIntervalDto,
  AgentPromiseDto,
  FinishedItemDto,
  HandledItemDto,
  ListAvailabilityDto,
  ListWorkIntervalsDto,
  RemoveWorkIntervalDto,
  SetAgentStatusDto,
  WorkIntervalDto,
  WorkIntervalPageDto,
} from './dto/agentTime.dto.js';

@ApiTags('Agents')
@Controller('agents/:id')
@Require('agents')
@ScopedBy('agent', agentNotFound)
export class AgentTimeController {
  constructor(private readonly time: AgentTimeService) {}

  /**
   * Set the status of an agent.
   * @remarks Agents may set their own status; to set that of others, you need `edit` on `agents`.
   */
  @Patch('status')
  @Require('agents', 'view')
  @Refuses(agentNotFound, notYourAgent, 'agent_status_unknown')
  setAgentStatus(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: SetAgentStatusDto,
    @CurrentUser() caller: CurrentUserData,
  ): Promise<AgentDto> {
    return this.time.setStatus(id, body, caller);
  }

  /**
   * Clock in.
   * @remarks Agents may clock in themselves; to clock in others, you need `edit` on `agents`. The agent is available from then on, unless
   * another status is given.
   */
  @Patch('clock-in')
  @OptionalBody()
  @Require('agents', 'view')
  @Refuses(agentNotFound, notYourAgent, 'already_clocked_in', 'agent_status_unknown')
  clockIn(@Param('id', ParseUUIDPipe) id: string, @Body() body: ClockInDto, @CurrentUser() caller: CurrentUserData): Promise<AgentDto> {
    return this.time.clockIn(id, body, caller);
  }

  /**
   * Clock out.
   * @remarks Agents may clock out themselves; to clock out others, you need `edit` on `agents`. The agent is offline from then on.
   */
  @Patch('clock-out')
  @Require('agents', 'view')
  @Refuses(agentNotFound, notYourAgent, 'not_clocked_in')
  clockOut(@Param('id', ParseUUIDPipe) id: string, @CurrentUser() caller: CurrentUserData): Promise<AgentDto> {
    return this.time.clockOut(id, caller);
  }

  /**
   * Get the figures of an agent's last seven days.
   * @remarks Days are those of the business time zone; today is not over. The times of a day are sums over
   * `GET /agents/:id/time`, the numbers are counts of `GET /agents/:id/handled`,
   * `GET /agents/:id/finished` and `GET /agents/:id/promises`.
   */
  @Get('stats')
  @Refuses(agentNotFound)
  getAgentFigures(@Param('id', ParseUUIDPipe) id: string): Promise<AgentWeekDto> {
    return this.time.stats(id, new Date());
  }

  /** List the pieces of an agent's working time on one day, by availability, in order. */
  @Get('time')
  @Refuses(agentNotFound)
  listAgentTime(@Param('id', ParseUUIDPipe) id: string, @Query() { date }: AgentDateDto): Promise<AgentTimePieceDto[]> {
    return this.time.timeOf(id, date, new Date());
  }

  /** List what an agent handled on one day, over all channels, in order. */
  @Get('handled')
  @ClosedToScopes()
  @Refuses(agentNotFound)
  listAgentHandled(@Param('id', ParseUUIDPipe) id: string, @Query() { date }: AgentDateDto): Promise<HandledItemDto[]> {
    return this.time.handledOn(id, date, new Date());
  }

  /**
   * List what an agent finished on one day, and what came back on it.
   * @remarks Over all channels. What came back is what the same agent had finished, on that day or before.
   */
  @Get('finished')
  @ClosedToScopes()
  @Refuses(agentNotFound)
  listAgentFinished(@Param('id', ParseUUIDPipe) id: string, @Query() { date }: AgentDateDto): Promise<FinishedItemDto[]> {
    return this.time.finishedOn(id, date, new Date());
  }

  /** List the promises to customers that an agent kept or broke on one day, by when they ended. */
  @Get('promises')
  @ClosedToScopes()
  @Refuses(agentNotFound)
  listAgentPromises(@Param('id', ParseUUIDPipe) id: string, @Query() { date }: AgentDateDto): Promise<AgentPromiseDto[]> {
    return this.time.promisesOf(id, date, new Date());
  }

  /** List how available an agent was, latest first. */
  @Get('availability')
  @Refuses(agentNotFound)
  listAgentAvailability(@Param('id', ParseUUIDPipe) id: string, @Query() query: ListAvailabilityDto): Promise<AvailabilityPageDto> {
    return this.time.listAvailability(id, query);
  }

  /** List when an agent worked, latest first. */
  @Get('work-intervals')
  @Refuses(agentNotFound)
  listWorkIntervals(@Param('id', ParseUUIDPipe) id: string, @Query() query: ListWorkIntervalsDto): Promise<WorkIntervalPageDto> {
    return this.time.listWork(id, query);
  }

  /** Add an interval of work that was not clocked. */
  @Post('work-intervals')
  @Require('agents', 'edit')
  @Refuses(agentNotFound, 'work_interval_reversed', 'work_interval_in_future', 'work_intervals_overlap')
  addWorkInterval(@Param('id', ParseUUIDPipe) id: string, @Body() body: AddWorkIntervalDto): Promise<WorkIntervalDto> {
    return this.time.addWork(id, body);
  }

  /** Correct an interval of work. */
  @Patch('work-intervals/:interval_id')
  @Refuses(agentNotFound, workIntervalNotFound, staleVersion, 'work_interval_reversed', 'work_interval_in_future', 'work_intervals_overlap')
  updateWorkInterval(
    @Param('id', ParseUUIDPipe) id: string,
    @Param('interval_id', ParseUUIDPipe) interval_id: string,
    @Body() body: CorrectWorkIntervalDto,
  ): Promise<WorkIntervalDto> {
    return this.time.correctWork(id, interval_id, body);
  }

  /** Remove an interval of work. */
  @Delete('work-intervals/:interval_id')
  @Require('agents', 'edit')
  @Refuses(agentNotFound, workIntervalNotFound)
  deleteWorkInterval(
    @Param('id', ParseUUIDPipe) id: string,
    @Param('interval_id', ParseUUIDPipe) interval_id: string,
    @Query() { reason }: RemoveWorkIntervalDto,
  ): Promise<WorkIntervalDto> {
    return this.time.removeWork(id, interval_id, reason);
  }
}
