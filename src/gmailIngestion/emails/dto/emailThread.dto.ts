import { PageOf } from '../../../common/list/page.dto.js';
import { PageQueryDto } from '../../../common/list/pageQuery.dto.js';
import type { Row } from '../../../supabase/table.js';
import { MatterChangeDto } from './matter.dto.js';
import { MATTER_PRIORITIES, MATTER_STATUSES } from '../../../common/matter/matter.js';
import { Optional } from '../../../common/validation/shape.decorators.js';
import { Text } from '../../../common/validation/text.decorators.js';
import { Count, Flag, Id, OneOf } from '../../../common/validation/value.decorators.js';
import { AnyOfTexts, OneOrMoreOf } from '../../../common/validation/anyOf.decorator.js';

/** Ordered by `last_message_at` and `id`, newest activity first by default; with `waiting` by `waiting_since`. */
export class ListEmailThreadsDto extends PageQueryDto {
  /** Only threads of this mailbox. */
  @Optional() @Id() support_email_id?: string;

  @Optional() @Id() customer_id?: string;

  @OneOrMoreOf(MATTER_STATUSES) status?: (typeof MATTER_STATUSES)[number] | (typeof MATTER_STATUSES)[number][];

  /** True: spam too. Otherwise it is left out, unless you ask for a status. */
  @Optional() @Flag() spam?: boolean;

  @Optional() @OneOf(MATTER_PRIORITIES) priority?: (typeof MATTER_PRIORITIES)[number];

  /** @example "logistics" */
  @AnyOfTexts({ max: 100 }) team?: string | string[];

  /** The agent it is assigned to. */
  @Optional() @Id() assignee_id?: string;

  /** True: without an assignee; false: with one. */
  @Optional() @Flag() unassigned?: boolean;

  /** True: with unread e-mails; false: without. */
  @Optional() @Flag() unread?: boolean;

  /** True: open and pending ones whose customer waits for an answer, by since when; `order=asc` begins with who waits longest. */
  @Optional() @Flag() waiting?: boolean;
}

export class EmailThreadDto implements Omit<Row<'email_threads'>, 'gmail_thread_id'> {
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  id: string;
  /** The mailbox it belongs to. */
  support_email_id: string;
  /** @example "Where is my order?" */
  subject: string;
  customer_id: string | null;
  /** Addresses of the other participants. */
  participants: string[];
  message_count: number;
  inbound_count: number;
  unread_count: number;
  first_message_at: string | null;
  last_message_at: string | null;
  last_inbound_at: string | null;
  last_outbound_at: string | null;
  @OneOf(['inbound', 'outbound']) last_direction: string | null;
  /** When the oldest message arrived that waits for an answer. */
  waiting_since: string | null;
  /** The first words of the last message. */
  snippet: string;
  /** @example "open" */
  @OneOf(MATTER_STATUSES) status: string;
  /** @example "normal" */
  @OneOf(MATTER_PRIORITIES) priority: string;
  team: string | null;
  assignee_id: string | null;
  /** A thread that its references point to but whose participants differ. */
  possible_duplicate_of: string | null;
  possible_duplicate_reason: string | null;
  /** Increases with every change by a person. */
  version: number;
  created_at: string;
  updated_at: string;
  /** @example "support@example.com" */
  mailbox_address: string;
  /** @example "Asha Rao" */
  customer_name: string | null;
  /** @example "Ravi" */
  assignee_name: string | null;
}
export class EmailThreadPageDto extends PageOf(EmailThreadDto) {}

export class EmailThreadQueryDto {
  /** Messages per page. */
  @Optional() @Count({ min: 1, max: 100 }) limit?: number = 20;

  /** `desc` begins with the newest messages: the first page of a long thread is what an agent reads. Pages with the same order follow. */
  @Optional() @OneOf(['asc', 'desc']) order?: 'asc' | 'desc' = 'asc';

  /** `next_cursor` of the previous page. */
  @Optional() @Text({ max: 500 }) cursor?: string;
}

export class PatchEmailThreadDto extends MatterChangeDto {
  /**
   * The version you saw. If there is a newer one, the change is refused with 409 `stale_version`; if omitted, it is made in any case.
   * @example 3
   */
  @Optional() @Count({ min: 1 }) version?: number;
}
