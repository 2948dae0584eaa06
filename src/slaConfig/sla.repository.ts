import { Injectable } from '@nestjs/common';
import { PostgresService, type Query } from '../supabase/postgres.service.js';
import type { SteadyConnection } from '../supabase/steadyConnection.js';
import type { Notice, SlaInput } from './assess.js';
import type { StoredSetting } from './setting.js';

/** How often the listening connection has to answer, milliseconds. */
const PROBE_MS = 10_000;

interface Beginning {
  /** By which everything that was taken has happened, milliseconds since 1970. */
  now: number;
  stamp: string;
  stale: [entity_type: string, entity_id: string][];
  due: [entity_type: string, entity_id: string][];
}

/** The statements of one pass over clocks, in its transaction. */
export class SlaPass {
  constructor(private readonly query: Query) {}

  /** Null when another pass is under way and this one does not wait. */
  async begin(now: Date, most: number, wait: boolean): Promise<Beginning | null> {
    const [row] = await this.query<{ begun: Beginning | null }>('select public.begin_sla_pass($1, $2, $3) as begun', [now, most, wait]);
    return row!.begun;
  }

  async setting(): Promise<StoredSetting> {
    const [row] = await this.query<{ setting: StoredSetting }>('select public.get_sla_setting() as setting');
    return row!.setting;
  }

  async inputs(entity_type: string, ids: string[], fields: string[]): Promise<SlaInput[]> {
    const values = [entity_type, ids, fields];
    const [row] = await this.query<{ inputs: SlaInput[] }>('select public.get_sla_inputs($1, $2, $3) as inputs', values);
    return row!.inputs;
  }

  async write(entity_type: string, ids: string[], items: object[], clocks: object[]): Promise<number> {
    const values = [entity_type, ids, JSON.stringify(items), JSON.stringify(clocks)];
    const [row] = await this.query<{ changed: number }>('select public.write_sla($1, $2, $3, $4) as changed', values);
    return row!.changed;
  }

  async tell(notices: Notice[]): Promise<void> {
    await this.query('select public.tell_sla($1)', [JSON.stringify(notices)]);
  }

  async ids(entity_type: string, after: string, most: number, live: boolean): Promise<string[]> {
    const values = [entity_type, after, most, live];
    const [row] = await this.query<{ ids: string[] }>('select public.list_sla_items($1, $2, $3, $4) as ids', values);
    return row!.ids;
  }
}

@Injectable()
export class SlaRepository {
  constructor(private readonly postgres: PostgresService) {}

  /** `patient` is for rebuilds, which may take longer than a request. */
  pass<T>(work: (pass: SlaPass) => Promise<T>, patient = false): Promise<T> {
    return this.postgres.transaction((query) => work(new SlaPass(query)), { patient });
  }

  /** Copies what the clocks of some things say to where others read it; null when somebody else is at it. */
  async copy(most: number): Promise<{ made: number; held: number } | null> {
    const values = [most];
    const [row] = await this.postgres.transaction((query) =>
      query<{ made: number | null; held: number }>('select made, held from public.copy_sla($1)', values),
    );
    return row!.made === null ? null : { made: row!.made, held: row!.held };
  }

  /** Told whenever something with clocks, or what is promised, has changed. */
  listen(heard: () => void, down: (reason: string) => void): SteadyConnection {
    return this.postgres.steady({
      application_name: 'customer-success-backend clocks',
      channels: ['sla'],
      heard,
      up: heard,
      down,
      probe_ms: PROBE_MS,
    });
  }

  /** Whether the clocks that run were all read by what is promised now; null: none ever were. */
  async followed(): Promise<{ is_current: boolean; stamp: string; followed: string | null }> {
    const [row] = await this.postgres.query<{ is_current: boolean; stamp: string; followed: string | null }>(
      `select s.followed is not distinct from c.stamp as is_current, c.stamp, s.followed
       from public.sla_state s cross join (select public.sla_setting_stamp() as stamp) c`,
    );
    return row!;
  }

  async setFollowed(stamp: string): Promise<void> {
    await this.postgres.query('update public.sla_state set followed = $1', [stamp]);
  }

  /** When the time alone changes something next. */
  async nextMoment(): Promise<Date | null> {
    const [row] = await this.postgres.query<{ next_at: Date | null }>('select min(next_at) as next_at from public.sla_items');
    return row!.next_at;
  }

  /** Things with clocks that started between two moments, the newest first. */
  started(start: Date, end: Date, entity_type: string | null, most: number): Promise<{ entity_type: string; entity_id: string }[]> {
    return this.postgres.query(
      `select entity_type, entity_id
       from (
         select c.entity_type, c.entity_id, min(c.started_at) as started_at from public.sla_clocks c
         where c.started_at >= $1 and c.started_at < $2 and ($3::text is null or c.entity_type = $3) group by 1, 2
       ) i order by started_at desc, entity_id limit $4`,
      [start, end, entity_type, most],
    );
  }
}
