import { Injectable } from '@nestjs/common';
import type { UserPermissions } from '../common/auth/permissions.port.js';
import { entityNotFound } from '../common/entities/entities.errors.js';
import { EntityRegister, type EntityRef } from '../common/entities/entityRegister.js';
import type { Page } from '../common/list/page.dto.js';
import { BusinessClock } from '../common/timeRange/businessClock.js';
import { Functions } from '../supabase/functions.service.js';
import type { Table } from '../supabase/table.js';
import { Tables } from '../supabase/tables.service.js';
import { assess, iso } from './assess.js';
import { ledgerOf, type OpenHours, type SegmentKind } from './clock.js';
import type {
  AttainedDto,
  ListSlaClocksDto,
  SlaAttainmentDto,
  SlaAttainmentQueryDto,
  SlaClockDto,
  SlaCountDto,
  SlaExplanationDto,
} from './dto/sla.dto.js';
import type { MatterClock } from './matter.js';
import { slaNoClocks } from './slaConfig.errors.js';
import { SLA_FIELDS } from './slaFields.js';
import { applies, METRICS } from './slaPolicy.js';
import { SlaReadingService } from './slaReading.service.js';

/** The newest clocks that an explanation tells of. */
const EXPLAINED = 50;

type Counted = Record<
  'clocks' | 'decided' | 'met' | 'late' | 'missed' | 'breached' | 'running' | 'cancelled' | 'late_seconds' | 'counted_seconds',
  number
>;
type CountedGroup = Counted & { metric: string; key: string | null; name: string | null };

/** What clocks say: lists, counts, the ledger of one thing, the report. */
@Injectable()
export class SlaService {
  private readonly clocks: Table<'sla_clocks', SlaClockDto>;

  constructor(
    tables: Tables,
    private readonly functions: Functions,
    private readonly reading: SlaReadingService,
    private readonly entities: EntityRegister,
    private readonly clock: BusinessClock,
  ) {
    this.clocks = tables.of('sla_clocks', {
      filters: ['state', 'metric', 'channel', 'team', 'tier', 'agent_id', 'policy_id', 'entity_type', 'entity_id'],
      ranges: { from: ['started_at', 'gte'], to: ['started_at', 'lt'] },
      sort: ['started_at'],
      kept: ['state', 'metric', 'channel', 'team', 'tier', 'agent_id'],
    });
  }

  list(query: ListSlaClocksDto): Promise<Page<SlaClockDto>> {
    return this.clocks.page(query);
  }

  counts(agent_id?: string): Promise<SlaCountDto[]> {
    return this.functions.call<'get_sla_counts', SlaCountDto[]>('get_sla_counts', { p_agent_id: agent_id ?? null });
  }

  /** The ledger of every clock of a thing, read now. Raises sla_no_clocks, entity_not_found. */
  async explain({ type, id }: EntityRef, permissions: UserPermissions, at: Date): Promise<SlaExplanationDto> {
    const setting = await this.reading.setting();
    const kind = setting.kinds.get(type);
    if (!kind) throw slaNoClocks({ entity_type: type });
    const [entity] = await this.entities.describe([{ type, id }], permissions);
    const [input] = entity ? await this.reading.inputs(type, [id], setting.fields) : [];
    if (!entity || !input) throw entityNotFound();
    const now = at.getTime();
    const { is_live, excluded, policy, calendar_id, hours, events, clocks } = assess(input, kind, setting, now);
    const matching = setting.policies.map((each) => ({
      policy_id: each.id,
      name: each.name,
      matches: applies(each, SLA_FIELDS, input.facts, at),
    }));
    const first = matching.findIndex(({ matches }) => matches);
    return {
      entity,
      at: at.toISOString(),
      excluded,
      is_live,
      policy: policy && { id: policy.id, name: policy.name, version: policy.version },
      candidates: excluded === null ? matching.slice(0, first + 1) : [],
      calendar_id,
      events: events.map(({ at: when, kind: what, by }) => ({ at: iso(when)!, kind: what, agent_id: by ?? null })),
      clocks: clocks
        .sort((one, other) => other.started_at - one.started_at || METRICS.indexOf(one.metric) - METRICS.indexOf(other.metric))
        .slice(0, EXPLAINED)
        .map((each) => explained(each, hours!, now)),
    };
  }

  /** Raises validation_failed. */
  async attainment({ range, start_date, end_date, by, ...filter }: SlaAttainmentQueryDto, now: Date): Promise<SlaAttainmentDto> {
    const { start, end } = this.clock.range({ range, start_date, end_date }, now);
    const between = { p_start: start.toISOString(), p_end: end.toISOString(), p_filter: filter };
    const [groups, left_out] = await Promise.all([
      this.functions.call<'get_sla_attainment', CountedGroup[]>('get_sla_attainment', { ...between, p_by: by ?? null }),
      this.functions.call<'get_sla_exclusions', { reason: string; items: number }[]>('get_sla_exclusions', between),
    ]);
    const metrics = METRICS.map((metric) => {
      const own = groups.filter((group) => group.metric === metric);
      return {
        metric,
        ...attained(own.reduce(added, NOTHING)),
        groups: by ? own.map(({ key, name, ...counted }) => ({ key, name, ...attained(counted) })) : [],
      };
    });
    return { start: between.p_start, end: between.p_end, metrics, left_out };
  }
}

const NOTHING: Counted = {
  clocks: 0,
  decided: 0,
  met: 0,
  late: 0,
  missed: 0,
  breached: 0,
  running: 0,
  cancelled: 0,
  late_seconds: 0,
  counted_seconds: 0,
};

function added(sum: Counted, counted: Counted): Counted {
  return Object.fromEntries(
    Object.keys(NOTHING).map((name) => [name, sum[name as keyof Counted] + counted[name as keyof Counted]]),
  ) as Counted;
}

function attained({
  clocks,
  decided,
  met,
  late,
  missed,
  breached,
  running,
  cancelled,
  late_seconds,
  counted_seconds,
}: Counted): AttainedDto {
  return {
    clocks,
    decided,
    met,
    late,
    missed,
    breached,
    running,
    cancelled,
    met_per_mille: decided === 0 ? null : Math.round((1_000 * met) / decided),
    late_seconds,
    average_seconds: met + late === 0 ? null : Math.round(counted_seconds / (met + late)),
  };
}

function explained(clock: MatterClock, hours: OpenHours, now: number): SlaExplanationDto['clocks'][number] {
  const { metric, cycle, state, target_minutes, started_at, ended_at, reading } = clock;
  // Of what has been answered nothing comes after the answer; what was resolved may be opened again.
  const end = metric === 'resolution' || ended_at === null ? now : ended_at;
  const sums: Record<SegmentKind, number> = { counted: 0, outside: 0, paused_open: 0, paused_closed: 0, stopped: 0 };
  const segments = ledgerOf(clock.stretches, hours, end).map(({ from, to, kind }) => {
    sums[kind] += to - from;
    return { from: iso(from)!, to: iso(to)!, kind, ms: to - from, counted_ms: sums.counted };
  });
  return {
    metric,
    cycle,
    state,
    target_minutes,
    started_at: iso(started_at)!,
    due_at: iso(reading.due_at),
    warn_at: iso(reading.warn_at),
    breach_at: iso(reading.breach_at),
    ended_at: iso(ended_at),
    late_seconds: Math.ceil(reading.late_ms / 1_000),
    totals: {
      counted_ms: sums.counted,
      outside_ms: sums.outside,
      paused_open_ms: sums.paused_open,
      paused_closed_ms: sums.paused_closed,
      stopped_ms: sums.stopped,
      elapsed_ms: end - started_at,
    },
    segments,
  };
}
