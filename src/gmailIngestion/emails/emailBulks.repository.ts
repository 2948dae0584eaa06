import { Injectable } from '@nestjs/common';
import { PostgresService } from '../../supabase/postgres.service.js';
import { Functions } from '../../supabase/functions.service.js';
import type { Json } from '../../supabase/database.types.js';
import type { UpdateEmailDto } from './dto/email.dto.js';
import type { EmailBulkDto } from './dto/emailBulk.dto.js';

/** Which e-mails a bulk change is about: those that a filter matches, or named ones. */
export type BulkTarget = { filter: object; ids?: undefined } | { filter?: undefined; ids: string[] };

@Injectable()
export class EmailBulksRepository {
  constructor(
    private readonly functions: Functions,
    private readonly postgres: PostgresService,
  ) {}

  /** How many it would be, exactly. */
  async count({ filter, ids }: BulkTarget): Promise<number> {
    const [row] = filter
      ? await this.postgres.query<{ n: string }>('select public.count_emails($1) as n', [JSON.stringify(filter)])
      : await this.postgres.query<{ n: string }>('select count(*) as n from public.emails where id = any ($1) and deleted_at is null', [
          ids,
        ]);
    return Number(row!.n);
  }

  /** Raises assignee_not_found. */
  async start({ filter, ids }: BulkTarget, change: UpdateEmailDto, direct_limit: number): Promise<EmailBulkDto> {
    const parameters = {
      p_filter: (filter ?? null) as Json,
      p_ids: (ids ?? null) as string[],
      p_change: change as Json,
      p_direct_limit: direct_limit,
    };
    return this.functions.call('start_email_bulk', parameters);
  }

  /** Does the next piece; true while more are left. */
  async run(id: string): Promise<boolean> {
    return this.functions.call('run_email_bulk', { p_id: id });
  }

  async fail(id: string, error_code: string): Promise<void> {
    await this.functions.call('fail_email_bulk', { p_id: id, p_error_code: error_code });
  }

  async find(id: string, items = false): Promise<EmailBulkDto | null> {
    return this.functions.call('get_email_bulk', { p_id: id, p_items: items });
  }
}
