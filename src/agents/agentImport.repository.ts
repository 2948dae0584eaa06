import { Injectable } from '@nestjs/common';
import type { ImportPass } from '../common/imports/importKind.js';
import type { ImportedAgent, KnownAgent } from './agentImportPlan.js';

/** Agents in the transaction of an import's batch. */
@Injectable()
export class AgentImportRepository {
  /** Those that a batch names; in a run, locked for it. And which of the teams there are. */
  async find({ query, mode }: ImportPass, { id, employee_code, email, phone_number }: Record<string, string[]>, teams: string[]) {
    const [row] = await query<{ found: { agents: (ImportedAgent & { id: string })[]; teams: string[] } }>(
      'select public.find_agents_for_import($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6) as found',
      [id, employee_code, email, phone_number, teams, mode === 'run'],
    );
    return row!.found;
  }

  async write({ query }: ImportPass, agents: Iterable<KnownAgent>): Promise<void> {
    const rows = [...agents].map(({ id, fields: { skills, teams, ...agent } }) => ({ id, agent, skills, teams }));
    await query(
      `select public.save_agent(a.id, a.agent, a.skills, a.teams)
       from jsonb_to_recordset($1::jsonb) a (id uuid, agent jsonb, skills jsonb, teams text[])`,
      [JSON.stringify(rows)],
    );
  }
}
