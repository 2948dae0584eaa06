import { Optional } from '../validation/shape.decorators.js';
import { Text } from '../validation/text.decorators.js';
import { Count, Flag, OneOf } from '../validation/value.decorators.js';

/** The most rows one page may hold. */
export const MAX_LIMIT = 200;

/** The last page that can be asked for by its number. */
export const MAX_PAGE = 1_000_000;

/** How rows are answered. */
export class CsvQueryDto {
  /** `csv` exports all rows that match the filters, as `Accept: text/csv` does. */
  @Optional() @OneOf(['json', 'csv']) format?: 'json' | 'csv';

  /** Whether the CSV begins with a byte order mark, so that Excel reads all letters. */
  @Optional() @Flag() bom?: boolean;
}

/** What every list understands. */
export class PageQueryDto extends CsvQueryDto {
  /**
   * Page number, starting at 1. To read a long list, use `cursor`.
   * @example 1
   */
  @Optional() @Count({ min: 1, max: MAX_PAGE }) page?: number = 1;

  /**
   * Rows per page.
   * @example 50
   */
  @Optional() @Count({ min: 1, max: MAX_LIMIT }) limit?: number = 50;

  /** `next_cursor` of the previous page; this page then starts right after it and `page` is ignored. */
  @Optional() @Text({ max: 500 }) cursor?: string;

  /** Sort direction; defaults to `desc`. */
  @Optional() @OneOf(['asc', 'desc']) order?: 'asc' | 'desc';
}
