import { OmitType, PartialType } from '@nestjs/swagger';
import { AnyOfTexts } from '../../common/validation/anyOf.decorator.js';
import { Nested, Nullable, Optional } from '../../common/validation/shape.decorators.js';
import { Text } from '../../common/validation/text.decorators.js';
import { Count, Flag, JsonObject, OneOf } from '../../common/validation/value.decorators.js';
import { VISIBILITIES } from '../tickets.states.js';
import { ChangeTicketDto, CreateTicketDto, TicketDetailDto } from './ticket.dto.js';
import { TicketCommentDto } from './ticketComment.dto.js';

/** Orders of a view: as of the list. */
const SORTS = ['created_at', 'updated_at', 'serial', 'sla_due_at'] as const;

class PresetDto {
  /** @example "Urgent and unanswered" */
  @Text({ min: 1, max: 100, oneLine: true }) name: string;

  /** Whether others see it, too; then it is changed by those who may delete tickets. */
  @Optional() @Flag() is_shared?: boolean;

  /** Where it stands among the others. */
  @Optional() @Count({ max: 10_000 }) position?: number;
}

class StoredPresetDto {
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  id: string;
  /** @example "Urgent and unanswered" */
  name: string;
  is_shared: boolean;
  position: number;
  created_by: string;
  created_at: string;
  updated_at: string;
  /** @example 1 */
  version: number;
}

export class CreateTicketViewDto extends PresetDto {
  /**
   * Comparisons of fields, joined by `all`, `any` and `not`. As assignee, creator or watcher, `me` is the caller.
   * @example { "all": [{ "field": "priority", "operator": "in", "value": ["high", "urgent"] }, { "field": "assignee_id", "operator": "equals", "value": "me" }] }
   */
  @JsonObject({ max_bytes: 64_000 }) conditions: Record<string, unknown>;

  @Optional() @OneOf(SORTS) sort?: (typeof SORTS)[number];

  @Optional() @OneOf(['asc', 'desc']) order?: 'asc' | 'desc';
}
export class UpdateTicketViewDto extends PartialType(CreateTicketViewDto, { skipNullProperties: false }) {
  /** The version you saw. If there is a newer one, the change is refused with 409 `stale_version`. */
  @Optional() @Count({ min: 1 }) version?: number;
}
export class TicketViewDto extends StoredPresetDto {
  conditions: Record<string, unknown>;
  @OneOf(SORTS) sort: (typeof SORTS)[number];
  @OneOf(['asc', 'desc']) order: 'asc' | 'desc';
}
export class TicketViewListDto {
  data: TicketViewDto[];
}

export class CountTicketViewsDto {
  /** Of these teams alone. */
  @AnyOfTexts({ max: 100 }) team?: string | string[];
}

export class TicketViewCountDto {
  /** Of the view. */
  id: string;
  /**
   * At most 10,000, unless it is known without counting.
   * @example 12
   */
  count: number;
  /** Whether there are more. */
  is_capped: boolean;
}
export class TicketViewCountsDto {
  data: TicketViewCountDto[];
}

export class MacroCommentDto {
  @OneOf(VISIBILITIES) visibility: (typeof VISIBILITIES)[number];

  /**
   * May hold `{{ticket.number}}`, `{{ticket.subject}}`, `{{customer.name}}`, `{{agent.name}}` and the like.
   * @example "Dear {{customer.name | customer}}, {{ticket.number}} is on its way."
   */
  @Text({ min: 1, max: 50_000 }) body: string;
}

export class CreateTicketMacroDto extends PresetDto {
  /** What it changes, as in a PATCH of a ticket. */
  @Optional() @Nested(() => ChangeTicketDto) change?: ChangeTicketDto;

  /** What it says. */
  @Optional() @Nested(() => MacroCommentDto) comment?: MacroCommentDto;
}
export class UpdateTicketMacroDto extends PartialType(CreateTicketMacroDto, { skipNullProperties: false }) {
  /** The version you saw. If there is a newer one, the change is refused with 409 `stale_version`. */
  @Optional() @Count({ min: 1 }) version?: number;
}
export class TicketMacroDto extends StoredPresetDto {
  change: Record<string, unknown>;
  @Nullable() comment: MacroCommentDto | null;
}
export class TicketMacroListDto {
  data: TicketMacroDto[];
}

export class UseTicketMacroDto {
  /** The version of the ticket that you saw. If there is a newer one, nothing is done: 409 `stale_version`. */
  @Optional() @Count({ min: 1 }) version?: number;
}

export class TicketMacroPreviewDto {
  /** The fields that would change: `{ "status": { "before": "open", "after": "resolved" } }`. */
  changes: Record<string, { before: unknown; after: unknown }>;
  /** What would be said, with its values. */
  @Nullable() comment: MacroCommentDto | null;
  /** How a public comment would go out; null when it would not. */
  @OneOf(['email', 'chat']) via: string | null;
}

export class UsedTicketMacroDto {
  ticket: TicketDetailDto;
  @Nullable() comment: TicketCommentDto | null;
}

/** What a template may say of a ticket. */
export class TemplateTicketDto extends OmitType(CreateTicketDto, ['source', 'customer_id', 'subject']) {
  @Optional() @Text({ min: 1, max: 300, oneLine: true }) subject?: string;
}

export class CreateTicketTemplateDto extends PresetDto {
  /** What a new ticket begins with; what its request says counts more. */
  @Nested(() => TemplateTicketDto) ticket: TemplateTicketDto;
}
export class UpdateTicketTemplateDto extends PartialType(CreateTicketTemplateDto, { skipNullProperties: false }) {
  /** The version you saw. If there is a newer one, the change is refused with 409 `stale_version`. */
  @Optional() @Count({ min: 1 }) version?: number;
}
export class TicketTemplateDto extends StoredPresetDto {
  ticket: Record<string, unknown>;
}
export class TicketTemplateListDto {
  data: TicketTemplateDto[];
}
