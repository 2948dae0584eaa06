import { PartialType, PickType } from '@nestjs/swagger';
import { PageOf } from '../../../common/list/page.dto.js';
import { PageQueryDto } from '../../../common/list/pageQuery.dto.js';
import { VARIABLE_KINDS, VARIABLE_NAME, type VariableKind } from '../../../common/templates/template.js';
import { AnyOfTexts } from '../../../common/validation/anyOf.decorator.js';
import { ListOf, Optional } from '../../../common/validation/shape.decorators.js';
import { LanguageTag, Text } from '../../../common/validation/text.decorators.js';
import { Count, Flag, JsonObject, OneOf } from '../../../common/validation/value.decorators.js';
import type { Row } from '../../../supabase/table.js';

const TEMPLATE_CHANNELS = ['any', 'chat', 'email'] as const;
type TemplateChannel = (typeof TEMPLATE_CHANNELS)[number];
const SORTS = ['created_at', 'updated_at', 'title', 'usage_count'] as const;

export class TemplateVariableDto {
  /** @example "order.number" */
  @Text({ max: 60, pattern: VARIABLE_NAME, says: 'must be lower-case words joined by dots, such as order.number' }) name: string;

  /** `date` is given as YYYY-MM-DD and written out in the language of the template; `link` begins with `http://` or `https://`. */
  @OneOf(VARIABLE_KINDS) kind: VariableKind;

  /**
   * What a preview shows.
   * @example "ORD-20451"
   */
  @Text({ max: 500, min: 1 }) sample: string;
}

export class CreateChatTemplateDto {
  /**
   * What an agent types to find it. Unique within team and language.
   * @example "order-late"
   */
  @Text({ max: 50, pattern: /^[\p{Ll}\p{Lo}\p{M}\p{N}][\p{Ll}\p{Lo}\p{M}\p{N}_-]*$/u, says: 'must be lower-case letters, digits, - and _' })
  shortcut: string;

  /** @example "The order is late" */
  @Text({ max: 200, min: 1, oneLine: true }) title: string;

  /**
   * The text. Variables are written `{{customer.name}}`, or `{{customer.name | there}}` with words for when there is no value. Every text
   * may use `customer.name`, `customer.phone`, `customer.email`, `agent.name` and `today`; others are declared in `variables`.
   * @example "Hello {{customer.name | there}}, your order {{order.number}} leaves today."
   */
  @Text({ max: 4096, min: 1 }) body: string;

  /** Where it can be sent; defaults to `any`. */
  @Optional() @OneOf(TEMPLATE_CHANNELS) channel?: TemplateChannel;

  /**
   * The team whose text it is; empty: every team.
   * @example "support"
   */
  @Optional() @Text({ max: 100, oneLine: true }) team?: string;

  /**
   * Defaults to `en`.
   * @example "en"
   */
  @Optional() @LanguageTag() language?: string;

  /** @example "delivery" */
  @Optional() @Text({ max: 60, oneLine: true }) category?: string;

  /** What the sender has to say. */
  @Optional()
  @ListOf(() => TemplateVariableDto, { max: 30, unique: ({ name }: TemplateVariableDto) => name })
  variables?: TemplateVariableDto[];

  /** An inactive one cannot be sent; defaults to true. */
  @Optional() @Flag() active?: boolean;
}

export class UpdateChatTemplateDto extends PartialType(CreateChatTemplateDto, { skipNullProperties: false }) {
  /** The version you saw. If there is a newer one, the change is refused with 409 `stale_version`. */
  @Optional() @Count({ min: 1 }) version?: number;
}

export class ListChatTemplatesDto extends PageQueryDto {
  /** Only texts that can be sent there: those of the channel, and those of any. */
  @Optional() @OneOf(['chat', 'email']) channel?: 'chat' | 'email';

  /** Only texts that the team may use: its own, and those of every team. */
  @AnyOfTexts({ max: 100 }) team?: string | string[];

  @Optional() @Text({ max: 35 }) language?: string;

  @Optional() @Text({ max: 60 }) category?: string;

  @Optional() @Flag() active?: boolean;

  /** Searches shortcut, title and text. */
  @Optional() @Text({ max: 200 }) search?: string;

  @Optional() @OneOf(SORTS) sort?: (typeof SORTS)[number];
}

export class PreviewChatTemplateDto {
  /**
   * Values by name; what is left out shows its sample.
   * @example { "order.number": "ORD-7" }
   */
  @Optional() @JsonObject({ max_bytes: 64_000 }) values?: Record<string, string | number>;
}

export class PreviewUnsavedTemplateDto extends PickType(CreateChatTemplateDto, ['body', 'language', 'variables']) {
  /**
   * Values by name; what is left out shows its sample.
   * @example { "order.number": "ORD-7" }
   */
  @Optional() @JsonObject({ max_bytes: 64_000 }) values?: Record<string, string | number>;
}

export class PreviewedValueDto extends TemplateVariableDto {
  value: string;
  /** Whether the value is the sample. */
  is_sample: boolean;
}

export class TemplatePreviewDto {
  /** @example "Hello Asha Rao, your order ORD-7 leaves today." */
  text: string;
  /** The variables that the text uses. */
  values: PreviewedValueDto[];
}

export class ChatTemplateDto implements Omit<Row<'chat_templates'>, 'deleted_at' | 'variables'> {
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  id: string;
  /** @example "order-late" */
  shortcut: string;
  title: string;
  body: string;
  @OneOf(TEMPLATE_CHANNELS) channel: string;
  /** Empty: every team. */
  team: string;
  /** @example "en" */
  language: string;
  category: string;
  variables: TemplateVariableDto[];
  active: boolean;
  /** How often it was sent. */
  usage_count: number;
  last_used_at: string | null;
  created_by: string | null;
  created_at: string;
  updated_at: string;
  /** @example 1 */
  version: number;
}
export class ChatTemplatePageDto extends PageOf(ChatTemplateDto) {}
