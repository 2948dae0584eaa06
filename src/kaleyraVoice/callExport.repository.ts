import { Injectable } from '@nestjs/common';
import pg from 'pg';
import type { Readable } from 'node:stream';
import { PostgresService } from '../supabase/postgres.service.js';
import type { CallFilters, LinkSigning } from './callLogs.repository.js';

/** The call list as CSV, straight from the database's own COPY: rows are never held here. */
@Injectable()
export class CallExportRepository {
  constructor(private readonly postgres: PostgresService) {}

  /** CSV lines with a header. */
  csv(filters: CallFilters, order: 'asc' | 'desc', links: LinkSigning): Promise<Readable> {
    // COPY takes no parameters, so every value is quoted; all of them passed validation before.
    const literal = (value: string | undefined) => (value === undefined ? 'null' : pg.escapeLiteral(value));
    return this.postgres.stream(`select * from public.get_kaleyra_call_rows(
      p_start => ${literal(filters.start.toISOString())}, p_end => ${literal(filters.end.toISOString())},
      p_service => ${literal(filters.service)}, p_agent_number => ${literal(filters.agent_number)},
      p_status => ${literal(filters.status)}, p_caller => ${literal(filters.caller)}, p_order => ${literal(order)},
      p_link_base => ${literal(links.base)}, p_link_user => ${literal(links.user_id)},
      p_link_key => ${literal(links.key)}, p_link_expires => ${links.expires})`);
  }
}
