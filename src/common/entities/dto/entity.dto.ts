import { Nullable } from '../../validation/shape.decorators.js';

export class EntityDto {
  /** @example "refund" */
  type: string;
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  id: string;
  /**
   * What a person calls it.
   * @example "Refund RFD-000017"
   */
  label: string;
  /**
   * The path of the request that answers it; null when there is none.
   * @example "/refunds/7c9e6f0a-1111-4222-8333-444455556666"
   */
  @Nullable() path: string | null;
}
