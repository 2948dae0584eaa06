import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';

/** The most rows one page may hold. */
export const MAX_LIMIT = 200;

/** What every list understands. */
export class PageQueryDto {
  /**
   * Page number, from 1. For walking far into a list use `cursor`.
   * @example 1
   */
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(1_000_000) page?: number = 1;

  /**
   * Rows on a page.
   * @example 50
   */
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(MAX_LIMIT) limit?: number = 50;

  /** `next_cursor` of the page before; the page then begins right after it, however far into the list. */
  @IsOptional() @IsString() @MaxLength(500) cursor?: string;

  /** Direction of the order. */
  @IsOptional() @IsIn(['asc', 'desc']) order?: 'asc' | 'desc';
}
