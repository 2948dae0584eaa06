import { Injectable } from '@nestjs/common';
import type { Table } from '../supabase/table.js';
import { Tables } from '../supabase/tables.service.js';
import { agentStatusNotFound } from './agents.errors.js';
import type { AgentStatusDto, CreateAgentStatusDto, UpdateAgentStatusDto } from './dto/agentStatus.dto.js';

/** The words in which agents say how available they are. */
@Injectable()
export class AgentStatusesService {
  private readonly statuses: Table<'agent_statuses', AgentStatusDto>;

  constructor(tables: Tables) {
    this.statuses = tables.of('agent_statuses', { notFound: agentStatusNotFound, sort: ['position'] });
  }

  /** In their order. */
  list(): Promise<AgentStatusDto[]> {
    return this.statuses.all({});
  }

  /** Raises conflict. */
  create(body: CreateAgentStatusDto): Promise<AgentStatusDto> {
    return this.statuses.insert(body);
  }

  /** Raises agent_status_not_found, stale_version, last_agent_status, conflict. */
  update(id: string, { version, ...change }: UpdateAgentStatusDto): Promise<AgentStatusDto> {
    return this.statuses.update(id, change, { version });
  }

  /** Raises agent_status_not_found, agent_status_in_use, last_agent_status. */
  remove(id: string): Promise<AgentStatusDto> {
    return this.statuses.remove(id);
  }
}
