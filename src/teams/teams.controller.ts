import { Body, Controller, Delete, Get, Param, ParseUUIDPipe, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Require } from '../common/auth/access.decorator.js';
import { ScopedBy } from '../common/auth/roleScope.decorator.js';
import { conflict, staleVersion, unprocessable } from '../common/errors/commonErrors.js';
import { Refuses } from '../common/errors/refuses.decorator.js';
import { CreateTeamDto, ListTeamsDto, SetTeamMemberDto, TeamDetailDto, TeamDto, TeamPageDto, UpdateTeamDto } from './dto/team.dto.js';
import { teamInUse, teamMemberNotFound, teamNotFound } from './teams.errors.js';
import { TeamsService } from './teams.service.js';

@ApiTags('Teams')
@Controller('teams')
@Require('teams')
export class TeamsController {
  constructor(private readonly teams: TeamsService) {}

  /** List teams, newest first. */
  @Get()
  list(@Query() query: ListTeamsDto): Promise<TeamPageDto> {
    return this.teams.list(query);
  }

  /** Get a team with its members. */
  @Get(':id')
  @ScopedBy('team', teamNotFound)
  @Refuses(teamNotFound)
  get(@Param('id', ParseUUIDPipe) id: string): Promise<TeamDetailDto> {
    return this.teams.get(id);
  }

  /** Create a team. */
  @Post()
  @Refuses(conflict, unprocessable)
  create(@Body() body: CreateTeamDto): Promise<TeamDetailDto> {
    return this.teams.create(body);
  }

  /** Change a team. */
  @Patch(':id')
  @Refuses(teamNotFound, staleVersion, unprocessable)
  update(@Param('id', ParseUUIDPipe) id: string, @Body() body: UpdateTeamDto): Promise<TeamDetailDto> {
    return this.teams.update(id, body);
  }

  /**
   * Delete a team.
   * @remarks Only when nothing of it waits or is being worked on. What is finished keeps its key.
   */
  @Delete(':id')
  @Refuses(teamNotFound, teamInUse)
  remove(@Param('id', ParseUUIDPipe) id: string): Promise<TeamDto> {
    return this.teams.remove(id);
  }

  /** Put an agent into a team, or change the role of a member. */
  @Put(':id/members/:agent_id')
  @Refuses(teamNotFound, 'agent_not_found')
  setTeamMember(
    @Param('id', ParseUUIDPipe) id: string,
    @Param('agent_id', ParseUUIDPipe) agent_id: string,
    @Body() body: SetTeamMemberDto,
  ): Promise<TeamDetailDto> {
    return this.teams.setMember(id, agent_id, body);
  }

  /** Take an agent out of a team. */
  @Delete(':id/members/:agent_id')
  @Require('teams', 'edit')
  @Refuses(teamNotFound, teamMemberNotFound)
  deleteTeamMember(@Param('id', ParseUUIDPipe) id: string, @Param('agent_id', ParseUUIDPipe) agent_id: string): Promise<TeamDetailDto> {
    return this.teams.removeMember(id, agent_id);
  }
}
