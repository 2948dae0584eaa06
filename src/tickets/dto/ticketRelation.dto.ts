import { ListOf, Optional } from '../../common/validation/shape.decorators.js';
import { Text } from '../../common/validation/text.decorators.js';
import { Flag, Id, OneOf } from '../../common/validation/value.decorators.js';
import { LINKABLE } from '../tickets.states.js';

const KINDS = ['related', 'parent', 'duplicate', 'blocks'] as const;

export class LinkTicketDto {
  /** `parent`: this ticket is a part of the other; `duplicate`: of the other; `blocks`: the other waits for this one. */
  @OneOf(KINDS) kind: (typeof KINDS)[number];

  /** All kinds but `related` lead to a `ticket`. */
  @OneOf(LINKABLE) entity_type: (typeof LINKABLE)[number];

  @Text({ min: 1, max: 200, oneLine: true }) entity_id: string;
}

export class MergeTicketDto {
  /** The ticket that counts from now on. */
  @Id() into_id: string;

  /** Needed when the tickets are of two customers: neither sees what was written to the other. */
  @Optional() @Flag() confirm_other_customer?: boolean;

  /** @example "The same leak, reported twice." */
  @Optional() @Text({ max: 2000 }) note?: string;
}

export class UnmergeTicketDto {
  /** @example "Two pumps after all." */
  @Optional() @Text({ max: 2000 }) note?: string;
}

export class SplitTicketDto {
  /** The comments that go to the new ticket, with their files. */
  @ListOf(Id(), { min: 1, max: 200, unique: true }) comment_ids: string[];

  /** @example "Invoice is missing" */
  @Text({ min: 1, max: 300, oneLine: true }) subject: string;

  @Optional() @Text({ max: 2000 }) note?: string;
}
