import type { AgentStatsDto, CallDashboardOverviewDto, CallVolumeDto, DailyCallVolumeDto, StatusBreakdownDto } from '../../../src/kaleyraVoice/dto/callDashboard.dto.js';

/** The figures of a range, in an order that does not matter made one that does not differ. */
export interface Figures {
  call_volume: CallVolumeDto;
  agent_stats: AgentStatsDto[];
  daily_volume: DailyCallVolumeDto[];
  status_breakdown: StatusBreakdownDto[];
}

export interface CallFilter {
  service?: string;
  agent_number?: string;
  status?: string;
  caller?: string;
}

/** The overview's figures, groups ordered by name. */
export function figuresOf(overview: CallDashboardOverviewDto): Figures {
  const { call_volume, agent_stats, daily_volume, status_breakdown } = overview;
  return {
    call_volume,
    agent_stats: [...agent_stats].sort((a, b) => (a.agent_number < b.agent_number ? -1 : 1)),
    daily_volume,
    status_breakdown: [...status_breakdown].sort((a, b) => (a.status < b.status ? -1 : 1)),
  };
}

/** Every place where two values differ, as `path: ours, theirs`. */
export function differences(ours: unknown, theirs: unknown, path = ''): string[] {
  if (typeof ours !== 'object' || typeof theirs !== 'object' || ours === null || theirs === null) {
    return ours === theirs ? [] : [`${path}: ${JSON.stringify(ours)}, by hand ${JSON.stringify(theirs)}`];
  }
  const keys = new Set([...Object.keys(ours), ...Object.keys(theirs)]);
  return [...keys].flatMap((key) => differences((ours as Record<string, unknown>)[key], (theirs as Record<string, unknown>)[key], `${path}/${key}`));
}
