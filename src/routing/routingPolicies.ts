import type { RoutingPolicy } from './choose.js';
import type { RoutingPolicyDto } from './dto/routingPolicy.dto.js';

const MINUTE_MS = 60_000;

/** A policy as the router takes it. */
export function asPolicy(row: Omit<RoutingPolicyDto, 'id' | 'team_id' | 'created_at' | 'updated_at' | 'version'>): RoutingPolicy {
  const { strategy, sticky, relax_after_minutes, fair_limit_count, fair_limit_minutes, max_age_hours, while_on_call } = row;
  return {
    strategy,
    sticky,
    relax_after_ms: relax_after_minutes === null ? null : relax_after_minutes * MINUTE_MS,
    fair_limit:
      fair_limit_count === null || fair_limit_minutes === null
        ? null
        : { count: fair_limit_count, window_ms: fair_limit_minutes * MINUTE_MS },
    max_age_ms: max_age_hours === null ? null : max_age_hours * 60 * MINUTE_MS,
    while_on_call,
  };
}
