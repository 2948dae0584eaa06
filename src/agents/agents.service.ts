import { Injectable } from '@nestjs/common';
import type { Page } from '../common/list/page.dto.js';
import { listed } from '../common/list/listed.js';
import type { Condition } from '../supabase/conditions.js';
import { Functions } from '../supabase/functions.service.js';
import type { Table } from '../supabase/table.js';
import { Tables } from '../supabase/tables.service.js';
import { agentNotFound } from './agents.errors.js';
import { AgentsRepository } from './agents.repository.js';
import { WORK_CHANNELS } from '../common/matter/channels.js';
import type {
  AgentDto,
  AgentLoadDto,
  AgentOnBoardDto,
  CreateAgentDto,
  DeleteAgentDto,
  DeletedAgentDto,
  ListAgentsDto,
  UpdateAgentDto,
} from './dto/agent.dto.js';

const COLUMNS = [
  'id',
  'name',
  'email',
  'employee_code',
  'phone_number',
  'user_id',
  'is_active',
  'languages',
  'capacity',
  'calendar_id',
  'status',
  'availability',
  'status_since',
  'clocked_in_at',
  'created_at',
  'updated_at',
  'version',
] as const;

export type AgentRow = Omit<AgentDto, 'skills' | 'teams'>;

/** What `describe_agents` adds to a row. */
interface AgentParts {
  skills: Record<string, number>;
  teams: string[];
  load: AgentLoadDto;
  is_connected: boolean;
  connected_since: string | null;
}

/** Who works here. */
@Injectable()
export class AgentsService {
  private readonly agents: Table<'agents', AgentRow>;

  constructor(
    tables: Tables,
    private readonly functions: Functions,
    private readonly repository: AgentsRepository,
  ) {
    this.agents = tables.of('agents', {
      notFound: agentNotFound,
      columns: COLUMNS,
      hidden: 'deleted_at',
      filters: ['status', 'availability', 'is_active', 'user_id'],
      search: ['name', 'email', 'employee_code', 'phone_number'],
      sort: ['created_at', 'name', 'status_since'],
    });
  }

  async list(query: ListAgentsDto): Promise<Page<AgentDto>> {
    const { page, parts } = await this.page(query);
    return { ...page, data: page.data.map((row) => complete(row, parts.get(row.id)!)) };
  }

  /** The same agents, with what they are doing now. */
  async board(query: ListAgentsDto): Promise<Page<AgentOnBoardDto>> {
    const { page, parts } = await this.page(query);
    return { ...page, data: page.data.map((row) => onBoard(row, parts.get(row.id)!)) };
  }

  /** Raises agent_not_found. */
  async get(id: string): Promise<AgentDto> {
    const row = await this.row(id);
    return complete(row, (await this.parts([id])).get(id)!);
  }

  /** Without skills and teams. Raises agent_not_found. */
  row(id: string): Promise<AgentRow> {
    return this.agents.get(id);
  }

  /** The agent that this user is; null when there is none. */
  async idOfUser(user_id: string): Promise<string | null> {
    const [agent] = await this.agents.all({ user_id });
    return agent?.id ?? null;
  }

  /** Raises unknown_team, conflict, unprocessable. */
  create(body: CreateAgentDto): Promise<AgentDto> {
    return this.save(null, body);
  }

  /** Raises agent_not_found, stale_version, unknown_team, conflict, unprocessable. */
  update(id: string, { version, ...change }: UpdateAgentDto): Promise<AgentDto> {
    return this.save(id, change, version);
  }

  /** Hands back what the agent holds. Raises agent_not_found, stale_version. */
  async remove(id: string, { version, reason = '' }: DeleteAgentDto): Promise<DeletedAgentDto> {
    const released = await this.functions.call<'delete_agent', Record<string, number>>('delete_agent', {
      p_id: id,
      p_version: version ?? null,
      p_reason: reason,
    });
    return { id, released };
  }

  private async save(id: string | null, { skills, teams, ...agent }: UpdateAgentDto, version?: number): Promise<AgentDto> {
    const saved = await this.functions.call<'save_agent', string>('save_agent', {
      p_id: id,
      p_agent: agent,
      p_skills: skills ?? null,
      p_teams: teams ?? null,
      p_version: version ?? null,
    });
    return this.get(saved);
  }

  private async page({ team, skill, language, is_clocked_in, ...query }: ListAgentsDto) {
    const more: Condition[] = [];
    if (language !== undefined) more.push({ columns: ['languages'], operator: 'has', value: language });
    if (is_clocked_in !== undefined) more.push({ columns: ['clocked_in_at'], operator: is_clocked_in ? 'set' : 'null' });
    if (team !== undefined) more.push({ columns: ['id'], operator: 'in', value: await this.repository.inTeams(listed(team)!) });
    if (skill !== undefined) more.push({ columns: ['id'], operator: 'in', value: await this.repository.withSkill(skill) });
    const page = await this.agents.page(query, more);
    return { page, parts: await this.parts(page.data.map(({ id }) => id)) };
  }

  private async parts(ids: string[]): Promise<Map<string, AgentParts>> {
    const rows = await this.functions.call<'describe_agents', (AgentParts & { agent_id: string })[]>('describe_agents', { p_ids: ids });
    return new Map(rows.map(({ agent_id, ...parts }) => [agent_id, parts]));
  }
}

function complete({ created_at, updated_at, version, ...row }: AgentRow, { skills, teams }: AgentParts): AgentDto {
  return { ...row, skills, teams, created_at, updated_at, version };
}

function onBoard(row: AgentRow, { teams, load, is_connected, connected_since }: AgentParts): AgentOnBoardDto {
  const { id, name, status, availability, status_since, clocked_in_at, capacity } = row;
  const load_total = WORK_CHANNELS.reduce((sum, channel) => sum + load[channel] * capacity[channel].weight, 0);
  const board = { id, name, teams, status, availability, status_since, clocked_in_at, is_connected, connected_since };
  return { ...board, load, load_total, capacity_total: capacity.total };
}
