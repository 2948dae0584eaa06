import type { AuditScorecardVersionDto } from './dto/auditScorecard.dto.js';
import type { AuditGroupDto, AuditScoreFigureDto } from './dto/auditStats.dto.js';

/** Of one version of a scorecard: how many audits have a final score, and what those come to. */
export interface VersionSum {
  scorecard_version_id: string;
  scored: number;
  final_hundredths: number;
}

export interface SummedGroup {
  value: string | null;
  count: number;
  amounts: VersionSum[];
}

type Versions = ReadonlyMap<string, Pick<AuditScorecardVersionDto, 'scorecard_id' | 'card_version'>>;

const average = (hundredths: number, count: number) => Math.round(hundredths / count) / 100;
const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);

/** Averages of final scores, together and for each version of a scorecard. */
export function scoreFigure(amounts: readonly VersionSum[], versions: Versions): AuditScoreFigureDto {
  const found = amounts.filter(({ scored }) => scored > 0);
  const scored = sum(found.map((amount) => amount.scored));
  return {
    scored,
    average: scored === 0 ? null : average(sum(found.map(({ final_hundredths }) => final_hundredths)), scored),
    versions: found
      .map((amount) => ({
        scorecard_version_id: amount.scorecard_version_id,
        scorecard_id: versions.get(amount.scorecard_version_id)!.scorecard_id,
        card_version: versions.get(amount.scorecard_version_id)!.card_version,
        scored: amount.scored,
        average: average(amount.final_hundredths, amount.scored),
      }))
      .sort((one, other) => one.scorecard_id.localeCompare(other.scorecard_id) || one.card_version - other.card_version),
  };
}

export function groupFigures(groups: readonly SummedGroup[], versions: Versions): AuditGroupDto[] {
  return groups.map(({ value, count, amounts }) => ({ value, count, ...scoreFigure(amounts, versions) }));
}

/** Why fewer things of an agent were drawn than were wanted; null when they were not. */
export function shortfall(agent: { wanted: number; eligible: number; audited_before: number }): string | null {
  const { wanted, eligible, audited_before } = agent;
  if (eligible >= wanted) return null;
  const things = (count: number) => (count === 1 ? '1 thing' : `${count} things`);
  const found =
    eligible === 0
      ? 'No thing of the agent meets the rule'
      : `Only ${things(eligible)} of the agent ${eligible === 1 ? 'meets' : 'meet'} the rule`;
  if (audited_before === 0) return `${found}.`;
  return `${found}; ${audited_before} more ${audited_before === 1 ? 'has' : 'have'} an audit already.`;
}
