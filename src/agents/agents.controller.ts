import { Body, Controller, Delete, Get, Param, ParseUUIDPipe, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Require } from '../common/auth/access.decorator.js';
import { NarrowedBy, ScopedBy } from '../common/auth/roleScope.decorator.js';
import { conflict, staleVersion, unprocessable } from '../common/errors/commonErrors.js';
import { Refuses } from '../common/errors/refuses.decorator.js';
import { agentNotFound } from './agents.errors.js';
import { AgentsService } from './agents.service.js';
import {
  AgentBoardDto,
  AgentDto,
  AgentPageDto,
  CreateAgentDto,
  DeleteAgentDto,
  DeletedAgentDto,
  ListAgentsDto,
  UpdateAgentDto,
} from './dto/agent.dto.js';

@ApiTags('Agents')
@Controller('agents')
@Require('agents')
export class AgentsController {
  constructor(private readonly agents: AgentsService) {}

  /** List agents, newest first. */
  @Get()
  @NarrowedBy('team')
  list(@Query() query: ListAgentsDto): Promise<AgentPageDto> {
    return this.agents.list(query);
  }

  /**
   * Get the live board: who is available, since when, connected or not, and with how much work.
   * @remarks Takes the filters of the list. It stays up to date with the events `agent:updated` and `agent_presence:updated` of the socket
   * namespace `/agents`.
   */
  @Get('board')
  @NarrowedBy('team')
  getAgentBoard(@Query() query: ListAgentsDto): Promise<AgentBoardDto> {
    return this.agents.board(query);
  }

  /** Get an agent. */
  @Get(':id')
  @ScopedBy('agent', agentNotFound)
  @Refuses(agentNotFound)
  get(@Param('id', ParseUUIDPipe) id: string): Promise<AgentDto> {
    return this.agents.get(id);
  }

  /** Create an agent. */
  @Post()
  @Refuses('unknown_team', conflict, unprocessable)
  create(@Body() body: CreateAgentDto): Promise<AgentDto> {
    return this.agents.create(body);
  }

  /**
   * Change an agent.
   * @remarks Skills and teams are replaced if they are given; an agent who stays in a team keeps the role there.
   */
  @Patch(':id')
  @Refuses(agentNotFound, staleVersion, 'unknown_team', conflict, unprocessable)
  update(@Param('id', ParseUUIDPipe) id: string, @Body() body: UpdateAgentDto): Promise<AgentDto> {
    return this.agents.update(id, body);
  }

  /**
   * Delete an agent.
   * @remarks Open e-mail threads and refunds are handed back: they are unassigned, with the reason in their history. The agent is clocked
   * out and leaves all teams. Earlier work still shows the agent's name.
   */
  @Delete(':id')
  @Refuses(agentNotFound, staleVersion)
  remove(@Param('id', ParseUUIDPipe) id: string, @Query() query: DeleteAgentDto): Promise<DeletedAgentDto> {
    return this.agents.remove(id, query);
  }
}
