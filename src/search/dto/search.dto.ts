import { Nullable, Optional } from '../../common/validation/shape.decorators.js';
import { AnyOf } from '../../common/validation/anyOf.decorator.js';
import { Text } from '../../common/validation/text.decorators.js';
import { Count, Flag, OneOf } from '../../common/validation/value.decorators.js';
import { EntityDto } from '../../common/entities/dto/entity.dto.js';
import { MATCHES, SEARCH_TYPES, type SearchMatch, type SearchType } from '../searchRank.js';

export class SearchDto {
  /**
   * Words that must all be there, in any script, accents or not; the last may be unfinished. `"words in this order"`, `-without`, `begun*`,
   * `from:asha`, `domain:example.com` and `file:invoice` (of e-mails), and any four digits of a number. What is not understood is refused.
   * @example "98765"
   */
  @Text({ min: 1, max: 200, pattern: /\S/u, says: 'must not be blank' }) q: string;

  /** Only things of these kinds. */
  @AnyOf(SEARCH_TYPES) type?: SearchType | SearchType[];

  /** Whether e-mails that are spam are found, too. */
  @Optional() @Flag() spam?: boolean;

  /**
   * Page number, starting at 1.
   * @example 1
   */
  @Optional() @Count({ min: 1, max: 100 }) page?: number = 1;

  /**
   * Things per page.
   * @example 20
   */
  @Optional() @Count({ min: 1, max: 100 }) limit?: number = 20;
}

export class SearchHitDto extends EntityDto {
  /**
   * How well it fits: `exact`, what was typed is a number, name or address of it; `named`, its names, numbers or title have the words;
   * `text`, all of it together has them; `similar`, nothing has them, and its name is spelt much like them.
   */
  @OneOf(MATCHES) match: SearchMatch;
  /** When it came to be: the newer of two that fit alike comes first. */
  at: string;
}

export class SearchKindDto {
  @OneOf(SEARCH_TYPES) type: SearchType;
  /** How many were found of it, at most 100. */
  total: number;
  /** False when there are more, older ones. */
  total_is_exact: boolean;
}

/** The best first: by how they fit, then by kind, then the newest. */
export class SearchPageDto {
  data: SearchHitDto[];
  /** How many can be paged through: of each kind at most 100. */
  total: number;
  /** False when there are more of some kind. */
  total_is_exact: boolean;
  page: number;
  limit: number;
  /** What was found of each kind that you may see and asked for. */
  kinds: SearchKindDto[];
  /** The page after this one; null on the last. */
  @Nullable() next_page: number | null;
}
