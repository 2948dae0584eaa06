import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import { CallSyncDto } from './callSync.dto.js';

export class RawCallLogsQueryDto extends CallSyncDto {
  /**
   * The dialled number.
   * @example "5551234567"
   */
  @IsOptional() @Matches(/^\d{3,15}$/, { message: 'callto must be 3 to 15 digits' }) callto?: string;

  /** One call by the provider's id. */
  @IsOptional() @IsString() @MaxLength(100) id?: string;

  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(500) page?: number = 1;

  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(200) limit?: number = 50;
}

export class RawCallLogsDto {
  /**
   * The provider's rows as it sent them, asked for just now; a recording is replaced by our own link.
   * @example [{ "id": "sim-900103", "callfrom": "5551234567", "callto": "5550100001", "status": "ANSWER", "billsec": "50" }]
   */
  data: Record<string, unknown>[];
  /** @example 1 */
  page: number;
  /** @example 50 */
  limit: number;
  /** Whether the page was full, so that another may follow: the provider tells no total. */
  has_more: boolean;
}
