import { Injectable } from '@nestjs/common';
import type { Readable } from 'node:stream';
import { PostgresService } from '../../supabase/postgres.service.js';
import { Functions } from '../../supabase/functions.service.js';

import type { EmailDetailDto, EmailDto, EmailFilterDto, UpdateEmailDto } from './dto/email.dto.js';
import type { EmailThreadDto, EmailThreadPageDto } from './dto/emailThread.dto.js';
import type { EmailThreadDetailDto } from './dto/emailThreadDetail.dto.js';
import type { MatterChangeDto } from './dto/matter.dto.js';

/** Where a page lies. */
export interface ListPlace {
  page: number;
  limit: number;
  order: 'asc' | 'desc';
  /** The row after which the page begins; without it the page number counts. */
  after?: { time: string; id: string };
}

type Filter = EmailFilterDto | Record<string, unknown>;

@Injectable()
export class EmailsRepository {
  constructor(
    private readonly functions: Functions,
    private readonly postgres: PostgresService,
  ) {}

  /** The finished JSON of one page of e-mails. */
  emailsAsText(filter: Filter, place: ListPlace): Promise<string> {
    return this.pageAsText('get_email_list', filter, place);
  }

  async threads(filter: Filter, place: ListPlace): Promise<EmailThreadPageDto> {
    return JSON.parse(await this.pageAsText('get_email_thread_list', filter, place)) as EmailThreadPageDto;
  }

  /** All rows of the same question as CSV lines with a header. */
  async csv(filter: Filter, order: 'asc' | 'desc'): Promise<Readable> {
    const [statement] = await this.postgres.query<{ rows: string }>('select public.email_rows_query($1, $2) as rows', [
      JSON.stringify(filter),
      order,
    ]);
    return this.postgres.stream(statement!.rows);
  }

  /** The e-mail with all around it; links are not made yet. Null: there is none. */
  async find(id: string): Promise<EmailDetailDto | null> {
    return this.json('select public.get_email($1) as found', [id]);
  }

  async findThread(
    id: string,
    limit: number,
    order: 'asc' | 'desc',
    after?: { time: string; id: string },
  ): Promise<EmailThreadDetailDto | null> {
    const values = [id, limit, after?.time ?? null, after?.id ?? null, order === 'desc'];
    return this.json('select public.get_email_thread($1, $2, $3, $4, $5) as found', values);
  }

  /** Raises email_not_found, stale_version, assignee_not_found. */
  async update(id: string, change: UpdateEmailDto, version?: number): Promise<EmailDto> {
    return this.functions.call('update_email', { p_id: id, p_change: change, p_version: version });
  }

  /** Raises email_thread_not_found, stale_version, assignee_not_found. */
  async updateThread(id: string, change: MatterChangeDto, version?: number): Promise<EmailThreadDto> {
    return this.functions.call('update_email_thread', { p_id: id, p_change: change, p_version: version });
  }

  /** Raises email_not_found, email_not_sent_yet. */
  async remove(id: string): Promise<EmailDto> {
    return this.functions.call('delete_email', { p_id: id });
  }

  /** Raises email_not_found. */
  async restore(id: string): Promise<EmailDto> {
    return this.functions.call('restore_email', { p_id: id });
  }

  /** E-mails pass through as text: parsing and writing them again would cost more than the query. */
  private async pageAsText(name: 'get_email_list' | 'get_email_thread_list', filter: Filter, place: ListPlace): Promise<string> {
    const [row] = await this.postgres.query<{ page: string }>({
      name,
      text: `select public.${name}($1, $2, $3, $4, $5, $6, $7) as page`,
      values: [
        JSON.stringify(filter),
        place.limit,
        place.page,
        place.after ? 0 : (place.page - 1) * place.limit,
        place.after?.time ?? null,
        place.after?.id ?? null,
        place.order,
      ],
    });
    return row!.page;
  }

  private async json<T>(text: string, values: unknown[]): Promise<T | null> {
    const [row] = await this.postgres.query<{ found: T | null }>(text, values);
    return row!.found;
  }
}
