import { Body, Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Require } from '../common/auth/access.decorator.js';
import { CurrentUser, type CurrentUserData } from '../common/auth/currentUser.js';
import { forbidden, noteRequired, staleVersion } from '../common/errors/commonErrors.js';
import { Refuses } from '../common/errors/refuses.decorator.js';
import { stepNotAllowed } from '../common/status/lifecycles.service.js';
import { agentNotFound } from '../agents/agents.errors.js';
import { agentFeedbackNotFound } from './agentFeedback.errors.js';
import { AgentFeedbackService } from './agentFeedback.service.js';
import {
  CreateAgentFeedbackDto,
  AgentFeedbackActionDto,
  AgentFeedbackBreakdownDto,
  AgentFeedbackDetailDto,
  AgentFeedbackDto,
  AgentFeedbackPageDto,
  AgentFeedbackStatsDto,
  AgentFeedbackStatsQueryDto,
  ListAgentFeedbackDto,
  UpdateAgentFeedbackDto,
} from './dto/agentFeedback.dto.js';

@ApiTags('Agent feedback')
@Controller('agent-feedback')
@Require('agent_feedback')
export class AgentFeedbackController {
  constructor(private readonly feedback: AgentFeedbackService) {}

  /**
   * List feedback about agents, newest first.
   * @remarks Without the right to edit feedback you see what is for all, what you wrote under your name,
   * and what is meant for you as the agent.
   */
  @Get()
  list(@Query() query: ListAgentFeedbackDto, @CurrentUser() user: CurrentUserData): Promise<AgentFeedbackPageDto> {
    return this.feedback.list(query, user);
  }

  /**
   * Count feedback by status, kind, visibility, topic and rating.
   * @remarks Takes the filters of the list.
   */
  @Get('stats')
  stats(@Query() query: AgentFeedbackStatsQueryDto, @CurrentUser() user: CurrentUserData): Promise<AgentFeedbackStatsDto> {
    return this.feedback.stats(query, user);
  }

  /**
   * Count feedback about each agent by kind, with its mean rating.
   * @remarks Of all time and every visibility, so it requires the right to edit feedback.
   */
  @Get('stats/breakdown')
  @Require('agent_feedback', 'edit')
  getAgentFeedbackBreakdown(): Promise<AgentFeedbackBreakdownDto> {
    return this.feedback.breakdown();
  }

  /** Get feedback with its history and possible actions. */
  @Get(':id')
  @Refuses(agentFeedbackNotFound)
  get(@Param('id', ParseUUIDPipe) id: string, @CurrentUser() user: CurrentUserData): Promise<AgentFeedbackDetailDto> {
    return this.feedback.get(id, user);
  }

  /** Give feedback about an agent. */
  @Post()
  @Refuses(agentNotFound)
  create(@Body() body: CreateAgentFeedbackDto, @CurrentUser() user: CurrentUserData): Promise<AgentFeedbackDto> {
    return this.feedback.create(body, user.id);
  }

  /**
   * Change feedback, or its status.
   * @remarks Only a status that an action leads to is possible.
   */
  @Patch(':id')
  @Refuses(agentFeedbackNotFound, staleVersion, stepNotAllowed)
  update(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: UpdateAgentFeedbackDto,
    @CurrentUser() user: CurrentUserData,
  ): Promise<AgentFeedbackDto> {
    return this.feedback.update(id, body, user);
  }

  /**
   * Take an action on feedback, such as acknowledge or answer.
   * @remarks `answer` and `comment` require a note. The agent may do these two and acknowledge; the rest needs the right to edit.
   */
  @Post(':id/actions')
  @Require('agent_feedback', 'view')
  @HttpCode(200)
  @Refuses(agentFeedbackNotFound, forbidden, noteRequired, staleVersion, stepNotAllowed)
  act(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: AgentFeedbackActionDto,
    @CurrentUser() user: CurrentUserData,
  ): Promise<AgentFeedbackDetailDto> {
    return this.feedback.act(id, body, user, new Date());
  }

  /** Delete feedback; its history stays. */
  @Delete(':id')
  @Refuses(agentFeedbackNotFound)
  remove(@Param('id', ParseUUIDPipe) id: string, @CurrentUser() user: CurrentUserData): Promise<AgentFeedbackDto> {
    return this.feedback.remove(id, user);
  }
}
