import { Injectable } from '@nestjs/common';
import { PostgresService } from '../supabase/postgres.service.js';

/** Which agents have something that is not in their row. */
@Injectable()
export class AgentsRepository {
  constructor(private readonly postgres: PostgresService) {}

  /** The ids of the members of the teams with these keys. */
  inTeams(keys: string[]): Promise<string[]> {
    return this.ids(
      'select m.agent_id as id from public.team_members m join public.teams t on t.id = m.team_id where t.key = any ($1)',
      keys,
    );
  }

  withSkill(skill: string): Promise<string[]> {
    return this.ids('select s.agent_id as id from public.agent_skills s where s.skill = $1', skill);
  }

  private async ids(sql: string, value: string | string[]): Promise<string[]> {
    return (await this.postgres.query<{ id: string }>(sql, [value])).map(({ id }) => id);
  }
}
