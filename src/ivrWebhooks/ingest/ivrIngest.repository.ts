import { Injectable } from '@nestjs/common';
import type { Calendar } from '../../common/businessTime/calendar.js';
import { PostgresService } from '../../supabase/postgres.service.js';
import type { CallState } from '../mapping/callState.js';
import type { IvrEvent } from '../mapping/ivrEvent.js';

export interface CallKey {
  provider_id: string;
  provider_call_id: string;
}

/** An event of a call, as it is stored. */
export interface StoredCallEvent {
  /** Null: we noted it ourselves. */
  webhook_event_id: number | null;
  received_at: string;
  event: IvrEvent;
}

/** A call that is there, before events change it. */
export interface LockedCall extends CallKey {
  id: string;
  department: string | null;
  department_source: string | null;
  events: StoredCallEvent[];
}

/** A call as its events say, with what we know about it. */
export interface CallRow extends CallKey, Omit<CallState, 'status'> {
  id: string;
  provider_status: string;
  /** The caller's number, when it may be a customer's. */
  customer: string | null;
  department_source: string | null;
  agent_id: string | null;
  is_after_hours: boolean | null;
  event_count: number;
}

export interface EventRow extends StoredCallEvent {
  call_id: string;
  mapping_version: number | null;
}

/** A department that takes calls, with its hours. */
export interface DepartmentRow {
  key: string;
  name: string;
  numbers: string[];
  calendar: (Omit<Calendar, 'zone'> & { zone: string | null }) | null;
}

@Injectable()
export class IvrIngestRepository {
  constructor(private readonly postgres: PostgresService) {}

  /**
   * Changes calls by what their events are: locked, read, worked out by `work`, written, as one. With `dry` nothing of it stays.
   * `webhook_event_ids` are of the new events, which other calls may hold.
   */
  async change<T>(
    keys: CallKey[],
    webhook_event_ids: number[],
    work: (locked: LockedCall[]) => { calls: CallRow[]; events: EventRow[]; result: T },
    { dry = false } = {},
  ): Promise<T> {
    return this.postgres.transaction(async (query) => {
      const locked = await query<LockedCall>({
        name: 'begin_ivr_calls',
        text: 'select id, provider_id, provider_call_id, department, department_source, events from public.begin_ivr_calls($1, $2)',
        values: [JSON.stringify(keys), webhook_event_ids],
      });
      // Moments of the database are spelled in another way than ours.
      for (const { events } of locked) for (const event of events) event.received_at = new Date(event.received_at).toISOString();
      const { calls, events, result } = work(locked);
      if (!dry && calls.length > 0)
        await query({
          name: 'store_ivr_calls',
          text: 'select public.store_ivr_calls($1, $2)',
          values: [JSON.stringify(calls), JSON.stringify(events)],
        });
      return result;
    });
  }

  departments(): Promise<DepartmentRow[]> {
    return this.postgres.query({
      name: 'ivr_departments',
      text: `select d.key, d.name, d.numbers,
               (select jsonb_build_object('zone', c.zone, 'hours', c.hours, 'holidays', c.holidays, 'holiday_closes', c.holiday_closes)
                from public.calendars c where c.id = d.calendar_id or (d.calendar_id is null and c.is_default) limit 1) as calendar
             from public.departments d where d.is_active order by d.created_at, d.id`,
    });
  }

  /** Agents whom a call may name. */
  agents(): Promise<{ id: string; phone_number: string | null; employee_code: string | null }[]> {
    return this.postgres.query({
      name: 'ivr_agents',
      text: `select a.id, a.phone_number, a.employee_code from public.agents a
             where a.is_active and a.deleted_at is null and (a.phone_number is not null or a.employee_code is not null)`,
    });
  }

  /** Calls that began before then and whose end nobody told. */
  stale(before: Date, limit: number): Promise<CallKey[]> {
    return this.postgres.query('select provider_id, provider_call_id from public.find_stale_ivr_calls($1, $2)', [before, limit]);
  }
}
