import { ListOf, Nested, Nullable, Optional } from '../../common/validation/shape.decorators.js';
import { Text } from '../../common/validation/text.decorators.js';
import { BusinessDate } from '../../common/validation/time.decorators.js';
import { Count, Decimal, Id, OneOf } from '../../common/validation/value.decorators.js';
import type { Row } from '../../supabase/table.js';
import { DOSE_UNITS, METHODS, TOLD_VIA, WATER_UNITS } from '../agriConsultancy.states.js';

type DoseUnit = (typeof DOSE_UNITS)[number];
type WaterUnit = (typeof WATER_UNITS)[number];
type Method = (typeof METHODS)[number];
type ToldVia = (typeof TOLD_VIA)[number];

export class AgriProductInputDto {
  /** @example "Neem oil 1500 ppm" */
  @Text({ min: 1, max: 200, oneLine: true }) name: string;

  /** @example 2.5 */
  @Decimal({ min: 0.0001, max: 1_000_000 }) dose: number;

  /** @example "ml/l" */
  @OneOf(DOSE_UNITS) dose_unit: DoseUnit;

  /**
   * How much water it goes with. Goes with `water_unit`.
   * @example 200
   */
  @Optional<AgriProductInputDto>(({ water_unit }) => water_unit === undefined) @Decimal({ min: 0.0001, max: 1_000_000 }) water?: number;

  /** @example "l/acre" */
  @Optional<AgriProductInputDto>(({ water }) => water === undefined) @OneOf(WATER_UNITS) water_unit?: WaterUnit;

  /** @example "foliar_spray" */
  @Optional() @OneOf(METHODS) method?: Method;

  /**
   * Days before the harvest after which it may not be used any more.
   * @example 7
   */
  @Optional() @Count({ max: 365 }) waiting_days?: number;

  /** @example 10 */
  @Optional() @Count({ min: 1, max: 365 }) repeat_after_days?: number;
}

/** Words, products, or both. */
export class CreateAgriAdviceDto {
  /** @example "Spray in the evening, below the leaves." */
  @Optional() @Text({ max: 4000 }) words?: string;

  @Optional() @ListOf(() => AgriProductInputDto, { max: 20 }) products?: AgriProductInputDto[];

  /** How the farmer heard it while it was written; otherwise send it. */
  @Optional() @OneOf(['phone', 'visit']) told_via?: 'phone' | 'visit';

  /**
   * When to ask how it went; where it is left out, after the days of the product that is repeated first.
   * @example "2026-07-25"
   */
  @Optional() @BusinessDate() follow_up_wished_on?: string;
}

export class AgriTemplateDto {
  /** A template of `GET /provider-templates`. */
  @Id() id: string;

  /**
   * The values of its text, in order; without them: the farmer's name, the number of the consultation, the advice.
   * @example ["Asha", "AGR-0042", "Neem oil, 2.5 ml/l"]
   */
  @Optional() @ListOf(Text({ max: 1024, min: 1, oneLine: true }), { max: 30 }) body?: string[];
}

export class SendAgriAdviceDto {
  /** It goes where the farmer wrote last: into the conversation, or in answer to the e-mail. */
  @OneOf(['whatsapp', 'email']) via: 'whatsapp' | 'email';

  /** What is sent in place of the advice as it is written; within 24 hours after the farmer wrote on WhatsApp, and by e-mail. */
  @Optional() @Text({ min: 1, max: 4096 }) text?: string;

  /** For WhatsApp: an approved template, which may be sent at any time. */
  @Optional() @Nested(() => AgriTemplateDto) provider_template?: AgriTemplateDto;
}

export class AgriProductDto implements Omit<Row<'agri_advice_products'>, 'advice_id' | 'position'> {
  id: string;
  /** @example "Neem oil 1500 ppm" */
  name: string;
  /** @example 2.5 */
  @Decimal() dose: number;
  @OneOf(DOSE_UNITS) dose_unit: DoseUnit;
  /** @example 200 */
  @Nullable() @Decimal() water: number | null;
  @Nullable() @OneOf(WATER_UNITS) water_unit: WaterUnit | null;
  @Nullable() @OneOf(METHODS) method: Method | null;
  waiting_days: number | null;
  repeat_after_days: number | null;
}

export class AgriAdviceDto implements Row<'agri_advice'> {
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  id: string;
  consultation_id: string;
  words: string;
  products: AgriProductDto[];
  /** How the farmer was told, or is being told; null: not yet. */
  @Nullable() @OneOf(TOLD_VIA) told_via: ToldVia | null;
  told_by: string | null;
  /** When it reached the farmer; null while it is under way, or failed. */
  told_at: string | null;
  failed_at: string | null;
  /** How often sending it failed; then it can be sent again. */
  failures: number;
  /** The chat message that brings it. */
  message_id: string | null;
  /** The e-mail that brings it. */
  email_id: string | null;
  created_by: string | null;
  created_at: string;
}
