import { Injectable } from '@nestjs/common';
import { PostgresService } from '../../supabase/postgres.service.js';
import type { MessageMediaDto } from '../media/dto/messageMedia.dto.js';
import type { MessageStatusEventDto, MessageVersionDto, QuotedMessageDto, StoredMessageDto } from './dto/message.dto.js';

/** What belongs to a message beside its row. */
export interface MessageParts {
  message_id: string;
  media: Omit<MessageMediaDto, 'url'>[];
  quoted: QuotedMessageDto | null;
}

export interface MessageSearch {
  search: string;
  filter: Record<string, unknown>;
  after: { at: string; id: string } | null;
  skip: number;
  limit: number;
}

@Injectable()
export class MessagesRepository {
  constructor(private readonly postgres: PostgresService) {}

  parts(ids: string[]): Promise<MessageParts[]> {
    return this.postgres.query({ name: 'message_parts', text: 'select * from public.message_parts($1)', values: [ids] });
  }

  /** One more than the limit, when there are more. */
  async find({ search, filter, after, skip, limit }: MessageSearch): Promise<{ ids: string[]; total: number; is_exact: boolean }> {
    const [found] = await this.postgres.query<{ ids: string[]; total: string; is_exact: boolean }>({
      name: 'find_messages',
      text: 'select ids, total, is_exact from public.find_messages($1, $2, $3, $4, $5, $6)',
      values: [search, JSON.stringify(filter), after?.at ?? null, after?.id ?? null, skip, limit + 1],
    });
    return { ...found!, total: Number(found!.total) };
  }

  /** These messages, in this order, with the columns of the list. */
  async named(ids: string[], columns: readonly string[]): Promise<StoredMessageDto[]> {
    const rows = await this.postgres.query<{ row: StoredMessageDto }>(
      `select row_to_json(m) as row from unnest($1::uuid[]) with ordinality i (id, n)
       cross join lateral (select ${columns.join()} from public.messages where id = i.id offset 0) m order by i.n`,
      [ids],
    );
    return rows.map(({ row }) => row);
  }

  async versions(id: string): Promise<MessageVersionDto[]> {
    const rows = await this.postgres.query<{ row: MessageVersionDto }>(
      `select json_build_object('text', v.text, 'until_at', v.until_at) as row
       from public.message_versions v where v.message_id = $1 order by v.id`,
      [id],
    );
    return rows.map(({ row }) => row);
  }

  async statusEvents(id: string): Promise<MessageStatusEventDto[]> {
    const rows = await this.postgres.query<{ row: MessageStatusEventDto }>(
      `select json_build_object('status', e.status, 'at', e.at, 'error_code', e.error_code, 'error_message', e.error_message,
         'received_at', e.received_at) as row
       from public.message_status_events e where e.message_id = $1 order by e.id`,
      [id],
    );
    return rows.map(({ row }) => row);
  }
}
