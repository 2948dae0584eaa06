import { Injectable } from '@nestjs/common';
import { PostgresService } from '../../supabase/postgres.service.js';
import type { ChatRow } from './chatRows.js';

/** What became of an item; `ingest_chat.sql` lists the words. */
export type ChatOutcome = string;

const INGEST = `select n, outcome from public.ingest_chat($1, $2 * interval '1 millisecond')`;

/** What an item would do. */
export interface TriedItem {
  outcome: ChatOutcome;
  /** Of a message. */
  effect?: { is_new_conversation: boolean; is_reopened: boolean; is_new_customer: boolean | null };
}

@Injectable()
export class ChatIngestRepository {
  constructor(private readonly postgres: PostgresService) {}

  /** What storing them would do, in their order; nothing of it stays. */
  async tryOut(rows: ChatRow[], reopen_within_ms: number): Promise<TriedItem[]> {
    let tried: TriedItem[] = [];
    const undo = new Error('undone');
    try {
      await this.postgres.transaction(async (query) => {
        const found = await query<{ n: number; outcome: ChatOutcome }>(INGEST, [numbered(rows), reopen_within_ms]);
        const effects = await query<TriedItem['effect'] & { key: string }>(
          `select m.key, c.created_at = now() as is_new_conversation, c.cycle > 1 and y.opened_at = now() as is_reopened,
             u.created_at = now() as is_new_customer
           from public.messages m join public.conversations c on c.id = m.conversation_id
           join public.conversation_cycles y on y.conversation_id = c.id and y.cycle = c.cycle
           left join public.customers u on u.id = m.customer_id
           where m.key = any ($1)`,
          [rows.flatMap(({ kind, key }) => (kind === 'message' ? [key] : []))],
        );
        const outcomes = new Map(found.map(({ n, outcome }) => [n, outcome]));
        const byKey = new Map(effects.map((effect) => [effect.key, effect]));
        tried = rows.map(({ kind, key }, index) => ({
          outcome: outcomes.get(index + 1) ?? 'done',
          effect: kind === 'message' ? byKey.get(key as string) : undefined,
        }));
        throw undo;
      });
    } catch (error) {
      if (error !== undo && (error as Error).cause !== undo) throw error;
    }
    return tried;
  }

  /** Forgets statuses whose message never came; how many. */
  async dropWaiting(before: Date): Promise<number> {
    const [row] = await this.postgres.query<{ dropped: number }>('select public.drop_waiting_statuses($1) as dropped', [before]);
    return row!.dropped;
  }

  /** Stores items, all or none, and says what became of each, in their order. */
  async ingest(rows: ChatRow[], reopen_within_ms: number): Promise<ChatOutcome[]> {
    const found = await this.postgres.query<{ n: number; outcome: ChatOutcome }>({
      name: 'ingest_chat',
      text: INGEST,
      values: [numbered(rows), reopen_within_ms],
    });
    const outcomes = new Map(found.map(({ n, outcome }) => [n, outcome]));
    return rows.map((_row, index) => outcomes.get(index + 1) ?? 'done');
  }
}

function numbered(rows: ChatRow[]): string {
  return JSON.stringify(rows.map((row, index) => ({ ...row, n: index + 1 })));
}
