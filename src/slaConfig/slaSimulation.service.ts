import { Injectable } from '@nestjs/common';
import { calendarInvalid, calendarNotFound } from '../calendars/calendars.errors.js';
import { BusinessTime } from '../common/businessTime/businessTime.js';
import { type Calendar, calendarFaults } from '../common/businessTime/calendar.js';
import { BusinessClock } from '../common/timeRange/businessClock.js';
import { assess, iso, type Otherwise } from './assess.js';
import { OpenHours } from './clock.js';
import type { SimulateSlaDto, SlaSimulationDto } from './dto/sla.dto.js';
import type { ClockState, MatterClock } from './matter.js';
import type { SlaSetting } from './setting.js';
import { SlaRepository } from './sla.repository.js';
import { slaPolicyNotFound, slaWithoutTarget } from './slaConfig.errors.js';
import { given } from '../common/validation/given.js';
import { METRICS, type SlaPolicy, targetOf } from './slaPolicy.js';
import { SlaReadingService } from './slaReading.service.js';

/** The most things of one simulation: what is asked is answered while the caller waits. */
const MAX_ITEMS = 20_000;
const AT_ONCE = 1_000;
const MAX_CHANGES = 100;

type Outcome = SlaSimulationDto['changes'][number];
type Side = SlaSimulationDto['metrics'][number]['actual'];

/** What would have come out with other promises: the same events, read twice. Nothing is stored. */
@Injectable()
export class SlaSimulationService {
  constructor(
    private readonly repository: SlaRepository,
    private readonly reading: SlaReadingService,
    private readonly clock: BusinessClock,
  ) {}

  /** Raises validation_failed, sla_policy_not_found, sla_without_target, calendar_not_found, calendar_invalid. */
  async simulate(body: SimulateSlaDto, now: Date): Promise<SlaSimulationDto> {
    const { range, start_date, end_date, entity_type, with_changes = true } = body;
    const { start, end } = this.clock.range({ range, start_date, end_date }, now);
    const setting = await this.reading.setting();
    const otherwise = this.otherwise(body, setting);
    const found = await this.repository.started(start, end, entity_type ?? null, MAX_ITEMS + 1);
    const items = found.slice(0, MAX_ITEMS);
    const sides = Object.fromEntries(METRICS.map((metric) => [metric, { actual: side(), simulated: side() }]));
    const changes: Outcome[] = [];
    let changed = 0;
    for (const kind of setting.kinds.values()) {
      const ids = items.filter((item) => item.entity_type === kind.entity_type).map(({ entity_id }) => entity_id);
      for (let from = 0; from < ids.length; from += AT_ONCE) {
        for (const input of await this.reading.inputs(kind.entity_type, ids.slice(from, from + AT_ONCE), setting.fields)) {
          const read = (other: Otherwise) =>
            new Map(assess(input, kind, setting, now.getTime(), other).clocks.map((one) => [`${one.metric} ${one.cycle}`, one]));
          const [actual, simulated] = [read({}), read(otherwise)];
          for (const key of new Set([...actual.keys(), ...simulated.keys()])) {
            const [one, other] = [actual.get(key), simulated.get(key)];
            const { metric, cycle, started_at } = (one ?? other)!;
            if (started_at < start.getTime() || started_at >= end.getTime()) continue;
            count(sides[metric]!.actual, one);
            count(sides[metric]!.simulated, other);
            if (one?.state === other?.state) continue;
            changed += 1;
            if (!with_changes || changes.length >= MAX_CHANGES) continue;
            const where = { entity_type: kind.entity_type, entity_id: input.entity_id, metric, cycle, started_at: iso(started_at)! };
            changes.push({ ...where, actual: outcome(one), simulated: outcome(other) });
          }
        }
      }
    }
    return {
      start: start.toISOString(),
      end: end.toISOString(),
      items: items.length,
      limited: found.length > items.length,
      metrics: METRICS.map((metric) => ({ metric, ...sides[metric]! })),
      changes,
      changed,
    };
  }

  private otherwise({ policies = [], calendar }: SimulateSlaDto, setting: SlaSetting): Otherwise {
    const otherwise: Otherwise = {};
    const known = new Map(setting.policies.map((policy) => [policy.id, policy]));
    const others = new Map(
      policies.map(({ policy_id, ...sent }) => {
        const change = given(sent);
        const policy = known.get(policy_id);
        if (!policy) throw slaPolicyNotFound({ id: policy_id });
        const other: SlaPolicy = { ...policy, ...change };
        if (METRICS.every((metric) => targetOf(other, metric) === null)) throw slaWithoutTarget();
        return [policy_id, change] as const;
      }),
    );
    if (others.size > 0) otherwise.policy = (policy) => ({ ...policy, ...others.get(policy.id) });
    if (!calendar) return otherwise;
    const id = calendar.calendar_id ?? setting.stored.default_calendar_id;
    const current = setting.stored.calendars.find(({ calendar_id, until }) => calendar_id === id && until === null);
    if (!current) throw calendarNotFound();
    const zone = (calendar.zone === undefined ? current.zone : calendar.zone) ?? this.clock.zone;
    const wanted: Calendar = { ...current, zone, hours: calendar.hours };
    const faults = calendarFaults(wanted);
    if (faults.length > 0) throw calendarInvalid(faults);
    const hours = new OpenHours([{ from: 0, time: new BusinessTime(wanted) }]);
    otherwise.hours = (calendar_id) => (calendar_id === id ? hours : undefined);
    return otherwise;
  }
}

function side(): Side {
  return { met: 0, late: 0, undecided: 0, late_seconds: 0 };
}

const LATE: ClockState[] = ['late', 'missed', 'breached'];

function count(into: Side, clock: MatterClock | undefined): void {
  if (!clock) return;
  if (clock.state === 'met') into.met += 1;
  else if (LATE.includes(clock.state)) into.late += 1;
  else into.undecided += 1;
  into.late_seconds += Math.ceil(clock.reading.late_ms / 1_000);
}

function outcome(clock: MatterClock | undefined): Outcome['actual'] {
  return clock ? { state: clock.state, due_at: iso(clock.reading.due_at), late_seconds: Math.ceil(clock.reading.late_ms / 1_000) } : null;
}
