import { ApiProperty } from '@nestjs/swagger';
import { PageOf } from '../../../common/list/page.dto.js';
import { PageQueryDto } from '../../../common/list/pageQuery.dto.js';
import { AnyOf } from '../../../common/validation/anyOf.decorator.js';
import { ListOf, Optional } from '../../../common/validation/shape.decorators.js';
import { Text } from '../../../common/validation/text.decorators.js';
import { Count, Id, OneOf } from '../../../common/validation/value.decorators.js';
import type { Row } from '../../../supabase/table.js';

const TEMPLATE_STATUSES = ['approved', 'pending', 'rejected', 'paused', 'disabled', 'unknown'] as const;
type TemplateStatus = (typeof TEMPLATE_STATUSES)[number];
export const TEMPLATE_CATEGORIES = ['marketing', 'utility', 'authentication'] as const;
const HEADERS = ['none', 'text', 'image', 'document', 'video'] as const;

export class ListProviderTemplatesDto extends PageQueryDto {
  @Optional() @Id() provider_id?: string;

  @AnyOf(TEMPLATE_STATUSES) status?: TemplateStatus[];

  @Optional() @Text({ max: 35 }) language?: string;

  @Optional() @OneOf(TEMPLATE_CATEGORIES) category?: (typeof TEMPLATE_CATEGORIES)[number];

  /** Searches name and text. */
  @Optional() @Text({ max: 200 }) search?: string;

  @Optional() @OneOf(['name', 'updated_at']) sort?: 'name' | 'updated_at';
}

export class TemplateButtonDto {
  /** @example "url" */
  @Text({ max: 40, min: 1, oneLine: true }) kind: string;

  /** @example "Track" */
  @Text({ max: 60, oneLine: true }) text: string;

  /** How many values it takes. */
  @Count({ max: 1 }) values: number;
}

export class CreateProviderTemplateDto {
  /** An account whose provider does not list its templates. */
  @Id() provider_id: string;

  /** @example "order_late" */
  @Text({ max: 512, min: 1, pattern: /^[a-z0-9_]+$/, says: 'must be lower-case letters, digits and _' }) name: string;

  /** @example "en" */
  @Text({ max: 35, pattern: /^[A-Za-z]{2,3}([_-][A-Za-z0-9]{2,8})*$/, says: 'must be a language code such as hi or en_GB' })
  language: string;

  @OneOf(TEMPLATE_CATEGORIES) category: (typeof TEMPLATE_CATEGORIES)[number];

  @Optional() @OneOf(HEADERS) header?: (typeof HEADERS)[number];

  /**
   * The text, as WhatsApp approved it: its values are `{{1}}`, `{{2}}` and so on.
   * @example "Hello {{1}}, your order {{2}} leaves today."
   */
  @Text({ max: 1024, min: 1 }) body: string;

  @Optional() @ListOf(() => TemplateButtonDto, { max: 10 }) buttons?: TemplateButtonDto[];
}

export class ProviderTemplateDto implements Omit<Row<'provider_templates'>, 'buttons'> {
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  id: string;
  provider_id: string;
  /** @example "order_late" */
  name: string;
  /** @example "en" */
  language: string;
  /** @example "utility" */
  category: string | null;
  /** Only an approved one can be sent. */
  @OneOf(TEMPLATE_STATUSES) status: string;
  /** Why it is in this status, as the provider says; `not_listed`: the provider no longer names it. */
  reason: string | null;
  @OneOf(HEADERS) header: string;
  header_values: number;
  body: string;
  /** How many values the text takes. */
  body_values: number;
  @ApiProperty({ type: [TemplateButtonDto] })
  buttons: TemplateButtonDto[];
  /** `provider`: it lists its templates; `person`: entered by hand. */
  @OneOf(['provider', 'person']) source: string;
  status_at: string;
  /** When the provider listed it last. */
  synced_at: string | null;
  created_at: string;
  updated_at: string;
  version: number;
}
export class ProviderTemplatePageDto extends PageOf(ProviderTemplateDto) {}

export class TemplateSyncDto implements Row<'provider_template_syncs'> {
  provider_id: string;
  /** @example "2026-11-29T09:30:00Z" */
  asked_at: string;
  /** Null while it is under way. */
  finished_at: string | null;
  /** How many templates the provider listed. */
  found: number | null;
  error_code: string | null;
  error_message: string | null;
}
