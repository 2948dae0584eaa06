/** A sum of money in one currency. */
export class AmountDto {
  /** @example "INR" */
  currency: string;
  /**
   * In the smallest unit of the currency.
   * @example 149700
   */
  amount_minor: number;
}

/** How many things have a value. */
export class StatsCountDto {
  /**
   * Null for rows without a value.
   * @example "pending"
   */
  value: string | null;
  /** @example 3 */
  count: number;
}

/** How many things have a value, and what they come to. */
export class StatsGroupDto extends StatsCountDto {
  amounts: AmountDto[];
}

/** Counts and sums of a list, with its filters; each group adds up to the total. */
export class StatsOfMoneyDto {
  /** @example 3 */
  total: number;
  amounts: AmountDto[];
}

/** What things may be worth, in one currency. */
export class ValueDto {
  /** @example "INR" */
  currency: string;
  /**
   * In the smallest unit of the currency.
   * @example 4500000
   */
  value_minor: number;
}

/** How many things have a value, and what they may be worth. */
export class StatsOfValueGroupDto extends StatsCountDto {
  amounts: ValueDto[];
}

/** How many things came to a stage of the way, or further, and what they may be worth. */
export class FunnelStageDto {
  /** @example "contacted" */
  stage: string;
  /** @example 3 */
  count: number;
  amounts: ValueDto[];
}

/** Counts and worth of a list, with its filters; each group adds up to the total. */
export class StatsOfValueDto {
  /** @example 3 */
  total: number;
  amounts: ValueDto[];
}
