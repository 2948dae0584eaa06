import { Injectable } from '@nestjs/common';
import type { Page } from '../common/list/page.dto.js';
import { Functions } from '../supabase/functions.service.js';
import type { Table } from '../supabase/table.js';
import { Tables } from '../supabase/tables.service.js';
import type {
  CreateTeamDto,
  ListTeamsDto,
  SetTeamMemberDto,
  TeamDetailDto,
  TeamDto,
  TeamMemberDto,
  UpdateTeamDto,
} from './dto/team.dto.js';
import { teamNotFound } from './teams.errors.js';

/** Agents who work together. */
@Injectable()
export class TeamsService {
  private readonly teams: Table<'teams', TeamDto>;

  constructor(
    tables: Tables,
    private readonly functions: Functions,
  ) {
    this.teams = tables.of('teams', {
      notFound: teamNotFound,
      filters: ['is_active'],
      search: ['key', 'name'],
      sort: ['created_at', 'name'],
    });
  }

  list(query: ListTeamsDto): Promise<Page<TeamDto>> {
    return this.teams.page(query);
  }

  /** Raises team_not_found. */
  async get(id: string): Promise<TeamDetailDto> {
    return this.detailed(await this.teams.get(id));
  }

  /** Raises conflict, unprocessable. */
  async create(body: CreateTeamDto): Promise<TeamDetailDto> {
    return this.detailed(await this.teams.insert({ ...body, name: body.name ?? body.key }));
  }

  /** Raises team_not_found, stale_version, unprocessable. */
  async update(id: string, { version, ...change }: UpdateTeamDto): Promise<TeamDetailDto> {
    return this.detailed(await this.teams.update(id, change, { version }));
  }

  /** Raises team_not_found, team_in_use. What is finished keeps the text. */
  remove(id: string): Promise<TeamDto> {
    return this.functions.one('delete_team', { p_id: id });
  }

  /** Raises team_not_found, agent_not_found. */
  async setMember(id: string, agent_id: string, { role = 'member' }: SetTeamMemberDto): Promise<TeamDetailDto> {
    await this.functions.call('set_team_member', { p_team_id: id, p_agent_id: agent_id, p_role: role });
    return this.get(id);
  }

  /** Raises team_not_found, team_member_not_found. */
  async removeMember(id: string, agent_id: string): Promise<TeamDetailDto> {
    await this.functions.call('remove_team_member', { p_team_id: id, p_agent_id: agent_id });
    return this.get(id);
  }

  private async detailed(team: TeamDto): Promise<TeamDetailDto> {
    const members = await this.functions.call<'get_team_members', TeamMemberDto[]>('get_team_members', { p_team_id: team.id });
    return { ...team, members };
  }
}
