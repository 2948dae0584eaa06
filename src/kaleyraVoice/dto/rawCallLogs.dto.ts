import { CallSyncDto } from './callSync.dto.js';
import { Optional } from '../../common/validation/shape.decorators.js';
import { Text } from '../../common/validation/text.decorators.js';
import { Count } from '../../common/validation/value.decorators.js';

export class RawCallLogsQueryDto extends CallSyncDto {
  /**
   * The called number.
   * @example "5551234567"
   */
  @Optional() @Text({ pattern: /^\d{3,15}$/, says: 'must be 3 to 15 digits' }) callto?: string;

  /** Only the call with this id of the provider. */
  @Optional() @Text({ max: 100 }) id?: string;

  @Optional() @Count({ min: 1, max: 500 }) page?: number = 1;

  @Optional() @Count({ min: 1, max: 200 }) limit?: number = 50;
}

export class RawCallLogsDto {
  /**
   * The current rows as the provider sends them; links to recordings are replaced by signed links.
   * @example [{ "id": "sim-900103", "callfrom": "5551234567", "callto": "5550100001", "status": "ANSWER", "billsec": "50" }]
   */
  data: Record<string, unknown>[];
  /** @example 1 */
  page: number;
  /** @example 50 */
  limit: number;
  /** Whether the page was full, so that there may be more; the provider reports no total. */
  has_more: boolean;
}
