import { Injectable } from '@nestjs/common';
import { PostgresService } from '../../supabase/postgres.service.js';
import type { ChangeEvent } from './changeEvents.js';
import { type Audience, type ChangeScope, scopedModules } from './changeScope.js';

/** An event with what decides who sees it. */
export type FeedRow = ChangeEvent & Audience;

export interface FeedPosition {
  last_seq: number;
  /** Everything up to here was taken out by age. */
  pruned_seq: number;
}

/** Numbers stay below 2^53, and JSON has no other. Order by f.seq: plain `seq` would be this one, which has no index. */
const COLUMNS = "seq::float8 as seq, namespace, event, entity_id, payload, to_json(at) #>> '{}' as at";

/** `sees`, as a condition: $1 to $4 are what `seenBy` gives. */
const SEEN = `(user_id is null or user_id = $2) and (
    (not scoped_only and ($1::text[] is null or module = any ($1)))
    or (user_id is not null and module = any ($4))
    or (cardinality($3::text[]) > 0 and exists (select from unnest(f.scopes) s where f.module || '/' || s = any ($3))))`;
const seenBy = (scope: ChangeScope) => [scope.modules, scope.user_id, scope.scoped, scopedModules(scope)];

/** Straight over pg: read at every change, by every node. */
@Injectable()
export class ChangeFeedRepository {
  constructor(private readonly postgres: PostgresService) {}

  /** Gives committed events their places; returns how many. */
  async number(limit: number): Promise<number> {
    const [row] = await this.postgres.query<{ numbered: number }>({
      name: 'number_changes',
      text: 'select public.number_changes($1) as numbered',
      values: [limit],
    });
    return row!.numbered;
  }

  async position(): Promise<FeedPosition> {
    const [row] = await this.postgres.query<FeedPosition>({
      name: 'change_feed_position',
      text: 'select last_seq::float8 as last_seq, pruned_seq::float8 as pruned_seq from public.change_feed_position',
    });
    return row!;
  }

  /** What follows `after`, for everyone. */
  async after(after: number, limit: number): Promise<FeedRow[]> {
    return this.postgres.query<FeedRow>({
      name: 'change_feed_after',
      text: `select ${COLUMNS}, module, user_id, scopes, scoped_only from public.change_feed f where seq > $1 order by f.seq limit $2`,
      values: [after, limit],
    });
  }

  /** What this scope sees after `after`, up to and including `upto`. */
  async visible(scope: ChangeScope, namespace: string | undefined, after: number, upto: number, limit: number): Promise<ChangeEvent[]> {
    return this.postgres.query<ChangeEvent>({
      name: 'change_feed_visible',
      text: `select ${COLUMNS} from public.change_feed f
             where seq > $5 and seq <= $6 and ($7::text is null or namespace = $7) and ${SEEN}
             order by f.seq limit $8`,
      values: [...seenBy(scope), after, upto, namespace ?? null, limit],
    });
  }

  /**
   * The same as the text of socket messages, `["<event>", { … }]`: who missed thousands gets them three times as fast when
   * they are not parsed and spelled again on the way.
   */
  async visibleMessages(
    scope: ChangeScope,
    namespace: string,
    after: number,
    upto: number,
    limit: number,
  ): Promise<{ seq: number; message: string }[]> {
    return this.postgres.query<{ seq: number; message: string }>({
      name: 'change_feed_messages',
      // An event's name needs no escapes: the table has a check.
      text: `select seq::float8 as seq,
               '["' || event || '",{"seq":' || seq || ',"event":"' || event || '","entity_id":' || to_json(entity_id)
                 || ',"payload":' || payload || ',"at":' || to_json(at) || '}]' as message
             from public.change_feed f
             where seq > $5 and seq <= $6 and namespace = $7 and ${SEEN}
             order by f.seq limit $8`,
      values: [...seenBy(scope), after, upto, namespace, limit],
    });
  }

  /** What a reaction reads: some namespaces, some events; all when not said. */
  async matching(filter: { namespaces?: string[]; events?: string[] }, after: number, upto: number, limit: number): Promise<ChangeEvent[]> {
    return this.postgres.query<ChangeEvent>({
      name: 'change_feed_matching',
      text: `select ${COLUMNS}, before, cause from public.change_feed f
             where seq > $1 and seq <= $2 and not scoped_only and ($3::text[] is null or namespace = any ($3))
               and ($4::text[] is null or event = any ($4))
             order by f.seq limit $5`,
      values: [after, upto, filter.namespaces ?? null, filter.events ?? null, limit],
    });
  }

  /** Returns how many old events were taken out; more may be left. */
  async prune(days: number): Promise<number> {
    const [row] = await this.postgres.query<{ pruned: number }>('select public.prune_changes($1) as pruned', [days]);
    return row!.pruned;
  }
}
