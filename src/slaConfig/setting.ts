import { BusinessTime } from '../common/businessTime/businessTime.js';
import type { Calendar } from '../common/businessTime/calendar.js';
import { OpenHours } from './clock.js';
import { ALWAYS_READ, SLA_FIELDS } from './slaFields.js';
import { fieldsOf, type SlaPolicy } from './slaPolicy.js';

interface CalendarVersion extends Omit<Calendar, 'zone'> {
  calendar_id: string;
  version: number;
  /** Milliseconds since 1970; null: it is the current one. */
  until: number | null;
  /** Null for the business time zone. */
  zone: string | null;
}

export interface SlaKind {
  entity_type: string;
  module: string;
  finished: string[];
}

/** As get_sla_setting tells it. */
export interface StoredSetting {
  stamp: string;
  policies: SlaPolicy[];
  versions: SlaPolicy[];
  default_calendar_id: string;
  calendars: CalendarVersion[];
  teams: Record<string, string>;
  departments: Record<string, string>;
  kinds: SlaKind[];
}

/** All that promises are made of. Keep it: calendars remember the days that they have worked out. */
export class SlaSetting {
  readonly kinds: Map<string, SlaKind>;
  /** Facts that conditions ask for, besides those that are always read. */
  readonly fields: string[];
  private readonly versions: Map<string, SlaPolicy>;
  private readonly hours = new Map<string, OpenHours>();

  constructor(
    readonly stored: StoredSetting,
    private readonly zone: string,
  ) {
    this.kinds = new Map(stored.kinds.map((kind) => [kind.entity_type, kind]));
    this.versions = new Map([...stored.versions, ...stored.policies].map((policy) => [`${policy.id}:${policy.version}`, policy]));
    const asked = stored.policies.flatMap(({ conditions }) => (conditions ? fieldsOf(conditions) : []));
    this.fields = [...new Set(asked)].filter((field) => field in SLA_FIELDS && !ALWAYS_READ.includes(field));
  }

  get policies(): readonly SlaPolicy[] {
    return this.stored.policies;
  }

  policy(id: string, version: number): SlaPolicy | undefined {
    return this.versions.get(`${id}:${version}`);
  }

  /** The calendar that a policy counts by for what reached a department, or a team. */
  calendarOf({ calendar_id }: SlaPolicy, { team, department }: { team: string | null; department: string | null }): string {
    const { departments, teams, default_calendar_id } = this.stored;
    return calendar_id ?? departments[department ?? ''] ?? teams[team ?? ''] ?? default_calendar_id;
  }

  /** A calendar with its past; an unknown one counts as the default. */
  hoursOf(calendar_id: string): OpenHours {
    const known = this.hours.get(calendar_id);
    if (known) return known;
    const versions = this.stored.calendars.filter((version) => version.calendar_id === calendar_id);
    if (versions.length === 0) return this.hoursOf(this.stored.default_calendar_id);
    const hours = new OpenHours(
      versions.map(({ zone, hours, holidays, holiday_closes }, index) => ({
        from: versions[index - 1]?.until ?? 0,
        time: new BusinessTime({ zone: zone ?? this.zone, hours, holidays, holiday_closes }),
      })),
    );
    this.hours.set(calendar_id, hours);
    return hours;
  }
}
