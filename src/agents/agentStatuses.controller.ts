import { Body, Controller, Delete, Get, Param, ParseUUIDPipe, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Require } from '../common/auth/access.decorator.js';
import { OpenToScopes } from '../common/auth/roleScope.decorator.js';
import { conflict, staleVersion } from '../common/errors/commonErrors.js';
import { Refuses } from '../common/errors/refuses.decorator.js';
import { agentStatusNotFound } from './agents.errors.js';
import { AgentStatusesService } from './agentStatuses.service.js';
import { AgentStatusDto, CreateAgentStatusDto, UpdateAgentStatusDto } from './dto/agentStatus.dto.js';

@ApiTags('Agents')
@Controller('agent-statuses')
@Require('agents')
export class AgentStatusesController {
  constructor(private readonly statuses: AgentStatusesService) {}

  /** List the statuses that agents can have, in their order. */
  @Get()
  @OpenToScopes()
  listAgentStatuses(): Promise<AgentStatusDto[]> {
    return this.statuses.list();
  }

  /** Add a status. */
  @Post()
  @Refuses(conflict)
  createAgentStatus(@Body() body: CreateAgentStatusDto): Promise<AgentStatusDto> {
    return this.statuses.create(body);
  }

  /**
   * Rename, move, enable or disable a status.
   * @remarks One at least stays enabled in each of the categories `available`, `busy`, `wrap_up` and `offline`.
   */
  @Patch(':id')
  @Refuses(agentStatusNotFound, staleVersion, conflict, 'last_agent_status')
  updateAgentStatus(@Param('id', ParseUUIDPipe) id: string, @Body() body: UpdateAgentStatusDto): Promise<AgentStatusDto> {
    return this.statuses.update(id, body);
  }

  /** Delete a status that no agent ever had. */
  @Delete(':id')
  @Refuses(agentStatusNotFound, 'agent_status_in_use', 'last_agent_status')
  deleteAgentStatus(@Param('id', ParseUUIDPipe) id: string): Promise<AgentStatusDto> {
    return this.statuses.remove(id);
  }
}
