import { allocate } from '../common/money/minorUnits.js';
import { causeSharesWrong } from './returnRca.errors.js';

export interface GivenCause {
  cause_id: string;
  percent?: number;
  is_primary?: boolean;
  note?: string;
}

export interface CauseShare {
  cause_id: string;
  percent: number;
  is_primary: boolean;
  note: string;
}

/**
 * The causes of a return with their shares, which come to 100 percent, and one that is primary: the one that is said to be, or the first of
 * those with the largest share. Without shares all causes have the same. Raises cause_shares_wrong.
 */
export function causeShares(given: readonly GivenCause[]): CauseShare[] {
  if (given.length === 0) return [];
  const told = given.filter(({ percent }) => percent !== undefined);
  const primaries = given.filter(({ is_primary }) => is_primary);
  const sum = told.reduce((total, { percent }) => total + percent!, 0);
  if ((told.length > 0 && (told.length < given.length || sum !== 100)) || primaries.length > 1 || given.length > 100)
    throw causeSharesWrong({ sum, without_share: given.length - told.length, primary: primaries.length });
  const equal = allocate(
    100,
    given.map(() => 1),
  );
  const percents = given.map(({ percent }, index) => percent ?? equal[index]!);
  const primary = primaries.length > 0 ? given.indexOf(primaries[0]!) : percents.indexOf(Math.max(...percents));
  return given.map(({ cause_id, note = '' }, index) => ({ cause_id, percent: percents[index]!, is_primary: index === primary, note }));
}
