import { Injectable } from '@nestjs/common';
import type { Readable } from 'node:stream';
import { validationFailed } from '../../common/errors/commonErrors.js';
import type { PageQueryDto } from '../../common/list/pageQuery.dto.js';
import { understood } from '../../common/search/searchQuestion.js';
import { decodeTimeCursor } from '../../common/list/timeCursor.js';
import { UUID } from '../../common/list/uuid.js';
import { emailNotFound, emailThreadNotFound } from '../gmailIngestion.errors.js';
import type { EmailAttachmentDto, EmailDetailDto, EmailDto, ListEmailsDto, PatchEmailDto } from './dto/email.dto.js';
import type {
  EmailThreadDto,
  EmailThreadPageDto,
  EmailThreadQueryDto,
  ListEmailThreadsDto,
  PatchEmailThreadDto,
} from './dto/emailThread.dto.js';
import type { EmailThreadDetailDto } from './dto/emailThreadDetail.dto.js';
import { EmailAttachmentsService } from './emailAttachments.service.js';
import { EmailsRepository, type ListPlace } from './emails.repository.js';
import { given } from '../../common/validation/given.js';

@Injectable()
export class EmailsService {
  constructor(
    private readonly emails: EmailsRepository,
    private readonly attachments: EmailAttachmentsService,
  ) {}

  /** One page, as finished JSON. */
  list(query: ListEmailsDto): Promise<string> {
    const { place, filter } = split(query);
    return this.emails.emailsAsText(asked(filter), place);
  }

  /** All rows that the same filters leave. */
  listCsv(query: ListEmailsDto): Promise<Readable> {
    const { place, filter } = split(query);
    return this.emails.csv(asked(filter), place.order);
  }

  async get(id: string, user_id: string, now: Date): Promise<EmailDetailDto> {
    const email = await this.emails.find(id);
    if (!email) throw emailNotFound({ id });
    return this.attachments.link(email, user_id, now);
  }

  async listAttachments(id: string, user_id: string, now: Date): Promise<EmailAttachmentDto[]> {
    return (await this.get(id, user_id, now)).attachments;
  }

  update(id: string, { version, ...change }: PatchEmailDto): Promise<EmailDto> {
    return this.emails.update(id, atLeastOneField(change), version);
  }

  remove(id: string): Promise<EmailDto> {
    return this.emails.remove(id);
  }

  restore(id: string): Promise<EmailDto> {
    return this.emails.restore(id);
  }

  listThreads(query: ListEmailThreadsDto): Promise<EmailThreadPageDto> {
    const { place, filter } = split(query);
    return this.emails.threads(asked(filter), place);
  }

  async getThread(id: string, query: EmailThreadQueryDto, user_id: string, now: Date): Promise<EmailThreadDetailDto> {
    const { limit = 20, order = 'asc', cursor } = query;
    const thread = await this.emails.findThread(id, limit, order, cursor ? decodeTimeCursor(cursor, UUID) : undefined);
    if (!thread) throw emailThreadNotFound({ id });
    return { ...thread, messages: thread.messages.map((message) => this.attachments.link(message, user_id, now)) };
  }

  updateThread(id: string, { version, ...change }: PatchEmailThreadDto): Promise<EmailThreadDto> {
    return this.emails.updateThread(id, atLeastOneField(change), version);
  }
}

/** What a list is asked for, and where in it. */
function split<Q extends PageQueryDto>(query: Q): { place: ListPlace; filter: Omit<Q, keyof PageQueryDto> } {
  const { page = 1, limit = 50, order = 'desc', cursor, format: _format, bom: _bom, ...filter } = query;
  return { place: { page, limit, order, after: cursor ? decodeTimeCursor(cursor, UUID) : undefined }, filter };
}

interface Filter {
  search?: string;
  status?: string | string[];
  spam?: boolean;
  thread_id?: string;
}

/** A filter as SQL reads it: with its search, and without spam unless it asks for something that may be. Raises validation_failed. */
export function asked<F extends Filter>(filter: F, field = 'search'): F {
  const { search, status, thread_id, spam = false } = filter;
  const is_open = spam || (search ?? status ?? thread_id) !== undefined;
  return {
    ...filter,
    spam: is_open ? undefined : false,
    ...(search !== undefined && { search: understood(search, field).text }),
  };
}

/** A change that names at least one field. Raises validation_failed. */
export function atLeastOneField<C extends object>(change: C): C {
  const said = given(change) as C;
  if (Object.keys(said).length === 0) throw validationFailed([{ field: '', message: 'at least one field to change must be given' }]);
  return said;
}
