import { Injectable } from '@nestjs/common';
import { PostgresService } from '../../supabase/postgres.service.js';
import { Functions } from '../../supabase/functions.service.js';
import type { ChangeEvent } from './changeEvents.js';
import type { ChangeFailureDto, ReactionDto } from './dto/change.dto.js';

/** An event that failed, or has to wait behind one that did. */
export interface NewFailure {
  seq: number;
  entity: string;
  event: ChangeEvent;
  state: 'retry' | 'waiting';
  attempts: number;
  error?: string;
  wait_ms?: number;
}

export interface DueFailure {
  id: string;
  event: ChangeEvent;
  attempts: number;
}

@Injectable()
export class ReactionsRepository {
  constructor(
    private readonly postgres: PostgresService,
    private readonly functions: Functions,
  ) {}

  /** How far it has read. One that is new begins at the newest event. */
  async placeOf(name: string): Promise<number> {
    await this.postgres.query(
      'insert into public.change_reactions (name, last_seq) select $1, last_seq from public.change_feed_position on conflict do nothing',
      [name],
    );
    const [row] = await this.postgres.query<{ last_seq: number }>(
      'select last_seq::float8 as last_seq from public.change_reactions where name = $1',
      [name],
    );
    return row!.last_seq;
  }

  /** False when it does not stand at `from` any more. */
  async advance(name: string, from: number, to: number, failures: NewFailure[]): Promise<boolean> {
    const [row] = await this.postgres.query<{ moved: boolean }>('select public.advance_reaction($1, $2, $3, $4::jsonb) as moved', [
      name,
      from,
      to,
      JSON.stringify(failures),
    ]);
    return row!.moved;
  }

  /** Which of these things have an event that failed. */
  async blocked(name: string, entities: string[]): Promise<Set<string>> {
    const rows = await this.postgres.query<{ entity: string }>(
      'select distinct entity from public.change_reaction_failures where name = $1 and entity = any ($2)',
      [name, entities],
    );
    return new Set(rows.map(({ entity }) => entity));
  }

  /** What is to be tried again now: at most one event of each thing, for the others wait. */
  due(name: string, limit: number): Promise<DueFailure[]> {
    return this.postgres.query<DueFailure>(
      `select id, event, attempts from public.change_reaction_failures
       where name = $1 and state = 'retry' and next_attempt_at <= now() order by next_attempt_at limit $2`,
      [name, limit],
    );
  }

  /** The next one of the same thing is due then. */
  async handled(id: string): Promise<void> {
    // A person may have dismissed it meanwhile.
    await this.postgres.query('select public.drop_change_failure(id) from public.change_reaction_failures where id = $1', [id]);
  }

  /** Without a wait it is parked. */
  async failedAgain(
    id: string,
    attempts_before: number,
    outcome: { attempts: number; error: string; wait_ms: number | null },
  ): Promise<void> {
    await this.postgres.query(
      `update public.change_reaction_failures set attempts = $3, error = $4,
         state = case when $5::float8 is null then 'parked' else 'retry' end,
         next_attempt_at = now() + $5::float8 * interval '1 millisecond'
       where id = $1 and attempts = $2`,
      [id, attempts_before, outcome.attempts, outcome.error, outcome.wait_ms],
    );
  }

  async list(): Promise<ReactionDto[]> {
    return this.postgres.query<ReactionDto>(
      `select r.name, r.last_seq::float8 as last_seq, (p.last_seq - r.last_seq)::float8 as lag, r.updated_at,
         count(f.id) filter (where f.state = 'retry')::integer as retrying,
         count(f.id) filter (where f.state = 'parked')::integer as parked,
         count(f.id) filter (where f.state = 'waiting')::integer as waiting
       from public.change_reactions r
       cross join public.change_feed_position p
       left join public.change_reaction_failures f on f.name = r.name
       group by r.name, p.last_seq order by r.name`,
    );
  }

  /** Raises change_failure_not_found, change_failure_waits. */
  async retry(id: number): Promise<ChangeFailureDto> {
    return this.functions.one('retry_change_failure', { p_id: id });
  }

  /** Raises change_failure_not_found. */
  async dismiss(id: number): Promise<ChangeFailureDto> {
    return this.functions.one('dismiss_change_failure', { p_id: id });
  }
}
