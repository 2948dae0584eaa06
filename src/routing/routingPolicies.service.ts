import { Injectable } from '@nestjs/common';
import type { Page } from '../common/list/page.dto.js';
import { Functions } from '../supabase/functions.service.js';
import type { Table } from '../supabase/table.js';
import { Tables } from '../supabase/tables.service.js';
import type { CreateRoutingPolicyDto, ListRoutingPoliciesDto, RoutingPolicyDto, UpdateRoutingPolicyDto } from './dto/routingPolicy.dto.js';
import { defaultPolicy, fairLimitIncomplete, policyNotFound } from './routing.errors.js';

type TeamPolicy = RoutingPolicyDto & { team: string | null };

/** How work is given out: one policy per team, and one for all the rest. */
@Injectable()
export class RoutingPoliciesService {
  private readonly policies: Table<'routing_policies', RoutingPolicyDto>;

  constructor(
    tables: Tables,
    private readonly functions: Functions,
  ) {
    this.policies = tables.of('routing_policies', { notFound: policyNotFound });
  }

  list(query: ListRoutingPoliciesDto): Promise<Page<RoutingPolicyDto>> {
    return this.policies.page(query);
  }

  /** Raises routing_policy_not_found. */
  get(id: string): Promise<RoutingPolicyDto> {
    return this.policies.get(id);
  }

  /** Raises fair_limit_incomplete, conflict, unprocessable. */
  create(body: CreateRoutingPolicyDto): Promise<RoutingPolicyDto> {
    whole(body);
    return this.policies.insert(body);
  }

  /** Raises routing_policy_not_found, stale_version, fair_limit_incomplete. */
  async update(id: string, { version, ...change }: UpdateRoutingPolicyDto): Promise<RoutingPolicyDto> {
    const before = await this.policies.get(id);
    whole({ ...before, ...change });
    return this.policies.update(id, change, { version: version ?? before.version });
  }

  /** Raises routing_policy_not_found, default_routing_policy. The team follows the default from then on. */
  async remove(id: string): Promise<RoutingPolicyDto> {
    if ((await this.policies.get(id)).team_id === null) throw defaultPolicy();
    return this.policies.remove(id);
  }

  /** By the key of the team; null is the default. */
  async byTeam(): Promise<Map<string | null, TeamPolicy>> {
    const rows = await this.functions.call<'get_routing_policies', TeamPolicy[]>('get_routing_policies', {});
    return new Map(rows.map((row) => [row.team, row]));
  }
}

/** Raises fair_limit_incomplete. */
function whole({ fair_limit_count = null, fair_limit_minutes = null }: Partial<RoutingPolicyDto>): void {
  if ((fair_limit_count === null) !== (fair_limit_minutes === null)) throw fairLimitIncomplete();
}
