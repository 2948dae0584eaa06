import { DateTime } from 'luxon';
import type {
  AgentStatsDto,
  CallDashboardOverviewDto,
  CallVolumeDto,
  DailyCallVolumeDto,
  StatusBreakdownDto,
} from '../../../src/kaleyraVoice/dto/callDashboard.dto.js';
import { agentStats, callVolume, dailyVolume, type Leg, statusBreakdown } from '../../support/callFigures.js';

/** The figures of a range, in an order that does not matter made one that does not differ. */
export interface Figures {
  call_volume: CallVolumeDto;
  agent_stats: AgentStatsDto[];
  daily_volume: DailyCallVolumeDto[];
  status_breakdown: StatusBreakdownDto[];
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

/** The same figures by brute force, dates without calls included. */
export function figuresByHand(legs: Leg[], start: Date, end: Date, zone: string): Figures {
  const busy = new Map(dailyVolume(legs, start, end).map((day) => [day.date, day]));
  return {
    call_volume: callVolume(legs, start, end),
    agent_stats: agentStats(legs, start, end).sort((a, b) => (a.agent_number < b.agent_number ? -1 : 1)),
    daily_volume: datesOf(start, end, zone).map(
      (date) => busy.get(date) ?? { date, incoming: 0, forwarded: 0, click2call: 0, other: 0, total: 0 },
    ),
    status_breakdown: statusBreakdown(legs, start, end).sort((a, b) => (a.status < b.status ? -1 : 1)),
  };
}

function datesOf(start: Date, end: Date, zone: string): string[] {
  const dateOf = (at: number) => DateTime.fromMillis(at, { zone }).toISODate()!;
  const found: string[] = [];
  const last = dateOf(end.getTime() - 1);
  for (let date = dateOf(start.getTime()); date <= last; date = new Date(Date.parse(date) + 86_400_000).toISOString().slice(0, 10))
    found.push(date);
  return found;
}

/** Every place where two values differ, as `path: ours, theirs`. */
export function differences(ours: unknown, theirs: unknown, path = ''): string[] {
  if (typeof ours !== 'object' || typeof theirs !== 'object' || ours === null || theirs === null) {
    return ours === theirs ? [] : [`${path}: ${JSON.stringify(ours)}, by hand ${JSON.stringify(theirs)}`];
  }
  const keys = new Set([...Object.keys(ours), ...Object.keys(theirs)]);
  return [...keys].flatMap((key) =>
    differences((ours as Record<string, unknown>)[key], (theirs as Record<string, unknown>)[key], `${path}/${key}`),
  );
}
