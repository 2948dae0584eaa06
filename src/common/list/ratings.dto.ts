import { ApiProperty } from '@nestjs/swagger';
import type { StatsCountDto } from './stats.dto.js';

/** What the ratings of a list come to. */
export class RatingFigureDto {
  /**
   * How many of the rows have a rating; the others do not count.
   * @example 3
   */
  rated: number;

  @ApiProperty({
    description: 'Their mean, to two decimals; null without any.',
    type: 'number',
    format: 'double',
    nullable: true,
    example: 4.33,
  })
  average: number | null;
}

/** From how many there are of each rating. */
export function ratingFigure(by_rating: StatsCountDto[]): RatingFigureDto {
  const given = by_rating.filter(({ value }) => value !== null);
  const rated = given.reduce((sum, { count }) => sum + count, 0);
  const sum = given.reduce((total, { value, count }) => total + Number(value) * count, 0);
  return { rated, average: rated === 0 ? null : Math.round((sum / rated) * 100) / 100 };
}
