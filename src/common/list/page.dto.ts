import type { Type } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';

/** One page of a list. */
export interface Page<T> {
  data: T[];
  total: number;
  page: number;
  limit: number;
  next_cursor: string | null;
}

/** The documented shape of a page of `item`: `class SurveyPageDto extends PageOf(SurveyDto) {}`. */
export function PageOf<T>(item: Type<T>): Type<Page<T>> {
  class PageDto implements Page<T> {
    @ApiProperty({ type: [item] })
    data: T[];

    @ApiProperty({ description: 'The number of rows that match the filters.', type: 'integer', example: 1 })
    total: number;

    @ApiProperty({ type: 'integer', example: 1 })
    page: number;

    @ApiProperty({ type: 'integer', example: 50 })
    limit: number;

    @ApiProperty({
      description: 'Pass it as `cursor` to get the next rows; null on the last page.',
      type: String,
      nullable: true,
      example: null,
    })
    next_cursor: string | null;
  }
  return PageDto;
}
