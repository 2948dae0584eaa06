import type { FunnelStageDto, StatsOfValueGroupDto, ValueDto } from './stats.dto.js';

/** How many came to each stage or further, from groups by the furthest stage that each came to. */
export function funnelOf(groups: StatsOfValueGroupDto[], stages: readonly string[]): FunnelStageDto[] {
  return stages.map((stage, place) => {
    const those = groups.filter(({ value }) => value !== null && stages.indexOf(value) >= place);
    const amounts = new Map<string, number>();
    for (const { currency, value_minor } of those.flatMap((group): ValueDto[] => group.amounts))
      amounts.set(currency, (amounts.get(currency) ?? 0) + value_minor);
    return {
      stage,
      count: those.reduce((sum, { count }) => sum + count, 0),
      amounts: [...amounts]
        .map(([currency, value_minor]) => ({ currency, value_minor }))
        .sort((a, b) => (a.currency < b.currency ? -1 : 1)),
    };
  });
}
