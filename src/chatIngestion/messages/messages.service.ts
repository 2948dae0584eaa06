import { Injectable } from '@nestjs/common';
import { understood } from '../../common/search/searchQuestion.js';
import { encodeCursor, decodeCursor } from '../../common/list/cursor.js';
import type { Page } from '../../common/list/page.dto.js';
import { MAX_LIMIT } from '../../common/list/pageQuery.dto.js';
import { BusinessClock } from '../../common/timeRange/businessClock.js';
import { CustomersService } from '../../customers/customers.service.js';
import { listed } from '../../common/list/listed.js';
import type { Table } from '../../supabase/table.js';
import { Tables } from '../../supabase/tables.service.js';
import { messageNotFound } from '../chatIngestion.errors.js';
import { ConversationsService } from '../conversations/conversations.service.js';
import { MessageMediaService } from '../media/messageMedia.service.js';
import {
  type FoundMessagePageDto,
  type ListMessagesDto,
  MESSAGE_COLUMNS,
  type MessageDetailDto,
  type MessageDto,
  type MessagePageDto,
  type SearchMessagesDto,
  type StoredMessageDto,
} from './dto/message.dto.js';
import { MessagesRepository } from './messages.repository.js';

/** Who reads, and when: links are made for one person and end. */
export interface Reader {
  user_id: string;
  now: Date;
}

/** Messages of conversations, with their files and what they quote. */
@Injectable()
export class MessagesService {
  private readonly messages: Table<'messages', StoredMessageDto>;

  constructor(
    tables: Tables,
    private readonly repository: MessagesRepository,
    private readonly conversations: ConversationsService,
    private readonly media: MessageMediaService,
    private readonly customers: CustomersService,
    private readonly clock: BusinessClock,
  ) {
    this.messages = tables.of('messages', {
      notFound: messageNotFound,
      columns: MESSAGE_COLUMNS,
      filters: ['direction'],
      ranges: { from: ['at', 'gte'], to: ['at', 'lt'] },
      sort: ['at'],
    });
  }

  /** Raises conversation_not_found. */
  async list(conversation_id: string, query: ListMessagesDto, reader: Reader): Promise<MessagePageDto> {
    const { id } = await this.conversations.row(conversation_id);
    const page = await this.messages.page(query, { conversation_id: id });
    const [first] = page.data;
    return {
      ...page,
      data: await this.whole(page.data, reader),
      previous_cursor: first ? encodeCursor([first.at, first.id]) : null,
    };
  }

  /** A page of what was written in a time, oldest first. */
  async between(
    conversation_id: string,
    range: { from?: Date; to?: Date },
    cursor: string | undefined,
    reader: Reader,
  ): Promise<Page<MessageDto>> {
    const page = await this.messages.page({ ...range, cursor, limit: MAX_LIMIT, order: 'asc' } satisfies ListMessagesDto & typeof range, {
      conversation_id,
    });
    return { ...page, data: await this.whole(page.data, reader) };
  }

  /** Raises conversation_not_found, message_not_found. */
  async get(conversation_id: string, id: string, reader: Reader): Promise<MessageDetailDto> {
    const conversation = await this.conversations.row(conversation_id);
    const [[message], versions, status_events] = await Promise.all([
      this.messages.get(id, { conversation_id: conversation.id }).then((row) => this.whole([row], reader)),
      this.repository.versions(id),
      this.repository.statusEvents(id),
    ]);
    return { ...message!, versions, status_events };
  }

  /** A message without its history. Raises message_not_found. */
  async one(id: string, reader: Reader): Promise<MessageDto> {
    const [message] = await this.whole([await this.messages.get(id)], reader);
    return message!;
  }

  /** What was written, newest first. */
  async search(query: SearchMessagesDto, reader: Reader): Promise<FoundMessagePageDto> {
    const { page = 1, limit = 50, search, cursor, conversation_id, customer_id, direction, team, from, to } = query;
    const place = cursor ? decodeCursor(cursor) : null;
    const { ids, total, is_exact } = await this.repository.find({
      search: understood(search).text,
      filter: {
        ...(conversation_id && { conversation_id: (await this.conversations.row(conversation_id)).id }),
        ...(customer_id && { customer_id: await this.customers.members(customer_id) }),
        ...(direction && { direction }),
        ...(team !== undefined && { team: listed(team) }),
        ...(from && { from: this.clock.bound('from', from) }),
        ...(to && { to: this.clock.bound('to', to) }),
      },
      after: place && { at: String(place[0]), id: place[1] },
      skip: place ? 0 : (page - 1) * limit,
      limit,
    });
    const rows = await this.repository.named(ids.slice(0, limit), MESSAGE_COLUMNS);
    const last = rows.at(-1);
    return {
      data: await this.whole(rows, reader),
      total,
      total_is_exact: is_exact,
      page,
      limit,
      next_cursor: ids.length > limit && last ? encodeCursor([last.at, last.id]) : null,
    };
  }

  /** With their files, as links, and what they quote. */
  private async whole(rows: StoredMessageDto[], { user_id, now }: Reader): Promise<MessageDto[]> {
    const link = this.media.link(user_id, now);
    const named = rows.filter(({ media_count, reply_to_id }) => media_count > 0 || reply_to_id !== null).map(({ id }) => id);
    const parts = new Map((named.length > 0 ? await this.repository.parts(named) : []).map((part) => [part.message_id, part]));
    return rows.map((row) => {
      const { media = [], quoted = null } = parts.get(row.id) ?? {};
      return { ...row, media: media.map(link), quoted };
    });
  }
}
